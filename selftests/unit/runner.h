/* SPDX-License-Identifier: GPL-2.0 */
/* Runs tests in child processes, so that a crash is the result of one test only. */
#ifndef UNIT_RUNNER_H
#define UNIT_RUNNER_H

#include "names.h"

/**
 * runner_case() - run a function
 * @run:	The function.
 *
 * Return: true if it returned.
 */
bool runner_case(void (*run)(void));

/**
 * runner_seeds() - run random scripts
 * @first:	The first seed.
 * @count:	How many.
 *
 * Makes a failing script as small as possible, and prints a command line that reproduces it.
 *
 * Return: true if none failed.
 */
bool runner_seeds(u64 first, u64 count);

/**
 * runner_script() - run one script
 * @data:	The script.
 * @size:	Its length in bytes.
 *
 * Return: true if it passed.
 */
bool runner_script(const u8 *data, size_t size);

/* Name of this program in its messages. */
extern const char *runner_name;

#endif /* UNIT_RUNNER_H */
