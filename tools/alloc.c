// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

static void stat_out_of_memory(void)
{
	fputs("kvm-arm-wp-stat: out of memory\n", stderr);
	exit(1);
}

void *stat_grow(void *list, size_t nr, size_t size)
{
	/* Double the array only when it is full: @nr is 0 or a power of two. */
	if (!(nr & (nr - 1))) {
		list = reallocarray(list, nr ? nr * 2 : 1, size);
		if (!list)
			stat_out_of_memory();
	}
	memset((char *)list + nr * size, 0, size);
	return list;
}

char *stat_asprintf(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		stat_out_of_memory();
	va_end(args);
	return text;
}
