/* SPDX-License-Identifier: GPL-2.0 */
/* How the harness reports that something is wrong. */
#ifndef UNIT_FAIL_H
#define UNIT_FAIL_H

#include "names.h"

/**
 * unit_fail() - end the program with a finding
 * @format:	As for printf(): the finding, in one line.
 *
 * Does not return. Tests therefore run in child processes.
 */
__printf(1, 2) __noreturn void unit_fail(const char *format, ...);

/**
 * unit_quiet() - do not print findings
 * @quiet:	True while a failing script is being made smaller, for example.
 */
void unit_quiet(bool quiet);

/* A condition that must hold, and the finding if it does not. */
#define unit_check(condition, ...)		\
	do {					\
		if (!(condition))		\
			unit_fail(__VA_ARGS__);	\
	} while (0)

/* For "%llx" and "%llu". */
#define LLU(x) ((unsigned long long)(x))

/**
 * equal() - check that a number has the expected value
 * @what:	Name of the number.
 * @is:		The number.
 * @should:	The expected value.
 */
static inline void equal(const char *what, u64 is, u64 should)
{
	unit_check(is == should, "%s is %#llx, should be %#llx", what, LLU(is), LLU(should));
}

#endif /* UNIT_FAIL_H */
