/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that is there, or the program ends.
 */
#ifndef WP_ALLOC_H
#define WP_ALLOC_H

#include <stddef.h>

/**
 * wp_grow() - make room for one more element
 * @list:	An array, or NULL.
 * @nr:		Elements that are in it.
 * @size:	Bytes of an element.
 *
 * Return: the array, whose next element is zeroed. Exits with status 1 if
 * there is no memory.
 */
void *wp_grow(void *list, size_t nr, size_t size);

/**
 * wp_text_of() - a string made as printf() would print it
 * @format:	As for printf().
 *
 * Return: the string, to be freed by the caller. Exits with status 1 if there
 * is no memory.
 */
char *wp_text_of(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
