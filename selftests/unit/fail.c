// SPDX-License-Identifier: GPL-2.0
/* Prints findings to stdout, which has the TAP. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "fail.h"

static bool quiet;

void unit_quiet(bool value)
{
	quiet = value;
}

void unit_fail(const char *format, ...)
{
	va_list args;

	if (!quiet) {
		va_start(args, format);
		printf("# ");
		vprintf(format, args);
		printf("\n");
		va_end(args);
		fflush(stdout);
	}
	abort();
}
