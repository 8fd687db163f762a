// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"

bool stat_fail(struct stat_error *error, const char *format, ...)
{
	va_list args;

	if (error->text)
		return false;
	va_start(args, format);
	if (vasprintf(&error->text, format, args) < 0)
		error->text = NULL;
	va_end(args);
	return false;
}

void stat_error_clear(struct stat_error *error)
{
	free(error->text);
	*error = (struct stat_error){ 0 };
}
