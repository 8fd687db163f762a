/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why something could not be read or written.
 */
#ifndef WP_ERROR_H
#define WP_ERROR_H

#include <stdbool.h>

/**
 * struct wp_error - why, in words
 * @text:	One line for a person, or NULL. Has nothing in it that was read
 *		from a file, and so can go to a terminal.
 * @absent:	The module is not loaded, or was unloaded meanwhile.
 */
struct wp_error {
	char *text;
	bool absent;
};

/**
 * wp_fail() - say why
 * @error:	Receives it, unless there is something already.
 * @format:	As for printf(), without a newline.
 *
 * Return: false, for the caller to return.
 */
bool wp_fail(struct wp_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * wp_error_clear() - nothing is wrong any more
 * @error:	What was wrong.
 */
void wp_error_clear(struct wp_error *error);

#endif
