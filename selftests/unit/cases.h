/* SPDX-License-Identifier: GPL-2.0 */
/* Tests of one thing each, where chance would need long or could not tell what went wrong. */
#ifndef UNIT_CASES_H
#define UNIT_CASES_H

/**
 * struct unit_case - a test
 * @name:	What must be true.
 * @run:	Ends the program with unit_fail() if it is not.
 */
struct unit_case {
	const char *name;
	void (*run)(void);
};

/* By what they are about; the last of each has no name. */
extern const struct unit_case cases_core[];
extern const struct unit_case cases_pass[];
extern const struct unit_case cases_block[];

#endif /* UNIT_CASES_H */
