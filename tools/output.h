/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output to standard output, or to a file that is replaced atomically.
 */
#ifndef STAT_OUTPUT_H
#define STAT_OUTPUT_H

#include <stdio.h>

#include "error.h"

/**
 * struct stat_output - where to print
 * @stream:	The stream to print to.
 * @path:	Path of the file to replace, or NULL for standard output.
 * @partial:	Path of the temporary file, in the directory of @path.
 */
struct stat_output {
	FILE *stream;
	const char *path;
	char *partial;
};

/**
 * stat_output_open() - open the output
 * @output:	Receives the output.
 * @path:	Path of the file to replace, or NULL for standard output.
 * @error:	Receives the reason on failure.
 *
 * Return: true on success.
 */
bool stat_output_open(struct stat_output *output, const char *path,
		      struct stat_error *error);

/**
 * stat_output_close() - complete the output
 * @output:	The output.
 * @error:	Receives the reason on failure.
 *
 * Syncs the temporary file to disk, then renames it over @path. On failure an
 * older file stays as it was.
 *
 * Return: true if everything was written.
 */
bool stat_output_close(struct stat_output *output, struct stat_error *error);

#endif
