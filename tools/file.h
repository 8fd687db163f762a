/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading a file of debugfs into memory, and parsing its lines and words.
 */
#ifndef STAT_FILE_H
#define STAT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/**
 * struct stat_file - a file in memory
 * @path:	Its path.
 * @text:	Its contents.
 * @next:	The next line in @text.
 * @line:	Number of the line taken last, counted from 1.
 */
struct stat_file {
	char *path;
	char *text;
	char *next;
	unsigned int line;
};

/**
 * stat_file_read() - read a file
 * @file:	Receives the file. The caller frees it, also on failure.
 * @path:	Its path, allocated. @file takes ownership.
 *
 * Return: 0 or a negative errno.
 */
int stat_file_read(struct stat_file *file, char *path);

/**
 * stat_file_line() - take the next line
 * @file:	The file.
 *
 * A last line without a newline may be incomplete and is not returned.
 *
 * Return: the line without its newline, or NULL if no complete line is left.
 */
char *stat_file_line(struct stat_file *file);

/**
 * stat_file_free() - free a file
 * @file:	The file, or zeroes.
 */
void stat_file_free(struct stat_file *file);

/**
 * stat_file_is_gone() - did debugfs remove the file, before or after the open?
 * @err:	What stat_file_read() returned.
 *
 * Return: true if debugfs removed the file.
 */
bool stat_file_is_gone(int err);

/**
 * stat_file_fail() - record that a file could not be read
 * @file:	The file.
 * @err:	What stat_file_read() returned.
 * @error:	Receives the reason.
 *
 * Return: false, for the caller to return.
 */
bool stat_file_fail(const struct stat_file *file, int err,
		    struct stat_error *error);

/**
 * stat_line_fail() - record that the line taken last could not be parsed
 * @file:	The file.
 * @what:	What is wrong with the line.
 * @error:	Receives the reason.
 *
 * Return: false, for the caller to return.
 */
bool stat_line_fail(const struct stat_file *file, const char *what,
		    struct stat_error *error);

/**
 * stat_split_words() - split a line at its blanks
 * @line:	The line. It is modified.
 * @words:	Receives the words.
 * @max:	Size of @words.
 *
 * Return: the number of words, or @max + 1 if there are more than @max.
 */
size_t stat_split_words(char *line, char **words, size_t max);

/**
 * stat_parse_number() - parse a decimal number
 * @word:	Decimal digits only: no sign, no blanks.
 * @value:	Receives the value.
 *
 * Return: false if @word is not such a number, or is too large.
 */
bool stat_parse_number(const char *word, unsigned long long *value);

/**
 * stat_parse_address() - parse a hexadecimal number
 * @word:	"0x" and lower-case digits.
 * @value:	Receives the value.
 *
 * Return: false if @word is not such a number, or is too large.
 */
bool stat_parse_address(const char *word, unsigned long long *value);

#endif
