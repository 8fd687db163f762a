/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file of debugfs in memory, and what lines and words are.
 */
#ifndef WP_FILE_H
#define WP_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/**
 * struct wp_file - a file that has been read
 * @path:	Its name.
 * @text:	All of it.
 * @next:	In @text: the line that is to be taken next.
 * @line:	Number of the line taken last, from 1 on.
 */
struct wp_file {
	char *path;
	char *text;
	char *next;
	unsigned int line;
};

/**
 * wp_file_read() - read a file
 * @file:	Receives it, to be freed also when this fails.
 * @path:	Its name, allocated; belongs to @file from now on.
 *
 * Return: 0 or a negative errno.
 */
int wp_file_read(struct wp_file *file, char *path);

/**
 * wp_file_line() - take the next line
 * @file:	The file.
 *
 * Return: the line without its newline, or NULL if there is none. What has no
 * newline has been cut off, nobody knows where, and is none.
 */
char *wp_file_line(struct wp_file *file);

/**
 * wp_file_free() - forget a file
 * @file:	The file, or zeroes.
 */
void wp_file_free(struct wp_file *file);

/**
 * wp_file_is_gone() - had debugfs removed it, before it was opened or since?
 * @err:	What wp_file_read() returned.
 *
 * Return: true if so.
 */
bool wp_file_is_gone(int err);

/**
 * wp_file_unread() - say that a file cannot be read
 * @file:	The file.
 * @err:	What wp_file_read() returned.
 * @error:	Receives it.
 *
 * Return: false, for the caller to return.
 */
bool wp_file_unread(const struct wp_file *file, int err, struct wp_error *error);

/**
 * wp_file_fail() - say that a line cannot be understood
 * @file:	The file; its line taken last is meant.
 * @what:	Why.
 * @error:	Receives it.
 *
 * Return: false, for the caller to return.
 */
bool wp_file_fail(const struct wp_file *file, const char *what,
		  struct wp_error *error);

/**
 * wp_words() - split a line at its blanks
 * @line:	The line; is changed.
 * @words:	Receives the words.
 * @max:	How many there is room for.
 *
 * Return: how many there are, @max + 1 if they are more than @max.
 */
size_t wp_words(char *line, char **words, size_t max);

/**
 * wp_number() - the value of a word
 * @word:	Decimal digits, nothing else.
 * @value:	Receives the value.
 *
 * Return: false if it is no number, or does not fit.
 */
bool wp_number(const char *word, unsigned long long *value);

/**
 * wp_address() - the value of a word in hexadecimal
 * @word:	"0x" and digits.
 * @value:	Receives the value.
 *
 * Return: false if it is no such number, or does not fit.
 */
bool wp_address(const char *word, unsigned long long *value);

#endif
