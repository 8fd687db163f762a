/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts calls of a function of the kernel.
 */
#ifndef SELFTESTS_LIB_CALLS_H
#define SELFTESTS_LIB_CALLS_H

#include <stdint.h>

/**
 * struct wp_calls - a function whose calls are counted on all CPUs
 */
struct wp_calls;

/**
 * wp_calls_open() - start counting
 * @name: a function of the kernel or of a module
 *
 * Open it before vCPUs run: the kernel patches the function.
 *
 * Return: the counters; NULL if the function does not exist or cannot be probed.
 */
struct wp_calls *wp_calls_open(const char *name);

/**
 * wp_calls_read() - get the number of calls so far
 */
uint64_t wp_calls_read(const struct wp_calls *calls);

/**
 * wp_calls_close() - stop counting and free the counters
 * @calls: may be NULL
 */
void wp_calls_close(struct wp_calls *calls);

#endif
