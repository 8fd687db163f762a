/* SPDX-License-Identifier: GPL-2.0 */
/* How the harness says that something is wrong. */
#ifndef UNIT_FAIL_H
#define UNIT_FAIL_H

#include "names.h"

/**
 * unit_fail() - end the program with a finding
 * @format:	As for printf(): what is wrong, in one line.
 *
 * Does not return. Whoever runs tests does so in a process of their own.
 */
__printf(1, 2) __noreturn void unit_fail(const char *format, ...);

/**
 * unit_quiet() - keep findings to oneself
 * @quiet:	Whether to; while a failing input is being made smaller, say.
 */
void unit_quiet(bool quiet);

/* What must be true, and what to say if it is not. */
#define unit_check(condition, ...)		\
	do {					\
		if (!(condition))		\
			unit_fail(__VA_ARGS__);	\
	} while (0)

/* For "%llx" and "%llu". */
#define LLU(x) ((unsigned long long)(x))

/**
 * equal() - a number must be what it should be
 * @what:	What it is the number of.
 * @is:		The number.
 * @should:	What it should be.
 */
static inline void equal(const char *what, u64 is, u64 should)
{
	unit_check(is == should, "%s is %#llx, should be %#llx", what, LLU(is), LLU(should));
}

#endif /* UNIT_FAIL_H */
