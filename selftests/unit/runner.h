/* SPDX-License-Identifier: GPL-2.0 */
/* Runs tests in processes of their own, so that whatever happens to one is that one's result. */
#ifndef UNIT_RUNNER_H
#define UNIT_RUNNER_H

#include "names.h"

/**
 * runner_case() - run a function
 * @run:	The function.
 *
 * Return: whether it came back.
 */
bool runner_case(void (*run)(void));

/**
 * runner_seeds() - run random scripts
 * @first:	The first seed.
 * @count:	How many.
 *
 * One that fails is made as small as can be, and printed as a line to reproduce it.
 *
 * Return: whether none failed.
 */
bool runner_seeds(u64 first, u64 count);

/**
 * runner_script() - run one script
 * @data:	The script.
 * @size:	Its length.
 *
 * Return: whether it passed.
 */
bool runner_script(const u8 *data, size_t size);

/* The name that this program goes by in what it prints. */
extern const char *runner_name;

#endif /* UNIT_RUNNER_H */
