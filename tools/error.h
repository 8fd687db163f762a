/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reason why reading or writing failed.
 */
#ifndef STAT_ERROR_H
#define STAT_ERROR_H

#include <stdbool.h>

/**
 * struct stat_error - the reason of a failure
 * @text:	One line for a person, or NULL if nothing failed. It contains no
 *		bytes read from a file, so it is safe to print on a terminal.
 * @absent:	The module is not loaded, or was unloaded meanwhile.
 */
struct stat_error {
	char *text;
	bool absent;
};

/**
 * stat_fail() - record the reason of a failure
 * @error:	Receives the reason, unless it already has one.
 * @format:	As for printf(), without a newline.
 *
 * Return: false, for the caller to return.
 */
bool stat_fail(struct stat_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * stat_error_clear() - free the reason and reset @error to "nothing failed"
 * @error:	The error.
 */
void stat_error_clear(struct stat_error *error);

#endif
