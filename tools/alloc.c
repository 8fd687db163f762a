// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

static void wp_no_memory(void)
{
	fputs("kvm-arm-wp-stat: out of memory\n", stderr);
	exit(1);
}

void *wp_grow(void *list, size_t nr, size_t size)
{
	/* Powers of two, so that a list of n is not copied n times. */
	if (!(nr & (nr - 1))) {
		list = reallocarray(list, nr ? nr * 2 : 1, size);
		if (!list)
			wp_no_memory();
	}
	memset((char *)list + nr * size, 0, size);
	return list;
}

char *wp_text_of(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		wp_no_memory();
	va_end(args);
	return text;
}
