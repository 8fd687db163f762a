/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that others read while it is written anew.
 */
#ifndef WP_OUTPUT_H
#define WP_OUTPUT_H

#include <stdio.h>

#include "error.h"

/**
 * struct wp_output - where to print
 * @stream:	What to print to.
 * @path:	Name of the file, or NULL for standard output.
 * @partial:	The file that is being written, next to @path.
 */
struct wp_output {
	FILE *stream;
	const char *path;
	char *partial;
};

/**
 * wp_output_open() - begin to print
 * @output:	Receives where to.
 * @path:	Name of a file, or NULL for standard output.
 * @error:	Receives why not.
 *
 * Return: whether there is something to print to.
 */
bool wp_output_open(struct wp_output *output, const char *path,
		    struct wp_error *error);

/**
 * wp_output_close() - all has been printed
 * @output:	Where to.
 * @error:	Receives why not.
 *
 * The file takes the place of an older one at once, and is on the disk by then.
 *
 * Return: whether all has been written. If not, an older file stays as it was.
 */
bool wp_output_close(struct wp_output *output, struct wp_error *error);

#endif
