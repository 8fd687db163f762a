/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory allocation that ends the program on failure.
 */
#ifndef STAT_ALLOC_H
#define STAT_ALLOC_H

#include <stddef.h>

/**
 * stat_grow() - make room for one more element in an array
 * @list:	The array, or NULL.
 * @nr:		Number of elements in @list.
 * @size:	Size of an element in bytes.
 *
 * Exits with status 1 if there is no memory.
 *
 * Return: the array, which may have moved. Its new element is zeroed.
 */
void *stat_grow(void *list, size_t nr, size_t size);

/**
 * stat_asprintf() - format into an allocated string
 * @format:	As for printf().
 *
 * Exits with status 1 if there is no memory.
 *
 * Return: the string. The caller frees it.
 */
char *stat_asprintf(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
