/* SPDX-License-Identifier: GPL-2.0 */
/* Directed tests, for what random scripts would need long to reach, or could not diagnose. */
#ifndef UNIT_CASES_H
#define UNIT_CASES_H

/**
 * struct unit_case - a test
 * @name:	The property that it tests.
 * @run:	Calls unit_fail(), which ends the program, if the property does not hold.
 */
struct unit_case {
	const char *name;
	void (*run)(void);
};

/* Lists by subject; the last element of each has no name. */
extern const struct unit_case cases_core[];
extern const struct unit_case cases_pass[];
extern const struct unit_case cases_request[];
extern const struct unit_case cases_block[];
extern const struct unit_case cases_fault[];
extern const struct unit_case cases_recover[];

#endif /* UNIT_CASES_H */
