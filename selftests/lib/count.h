/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts instructions, read from the clock of a machine that executes one
 * instruction per nanosecond.
 */
#ifndef SELFTESTS_LIB_COUNT_H
#define SELFTESTS_LIB_COUNT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * wp_count_begin() - start counting
 * @mark: execute the instruction that bench/profile.c takes as the start of its
 *     window
 *
 * Waits for a timer tick first, so that the next tick is a full period away. No
 * other task runs until wp_count_end(), unless this task sleeps. Stay below the
 * time after which the kernel throttles realtime tasks.
 *
 * Return: the current time in nanoseconds.
 */
uint64_t wp_count_begin(bool mark);

/**
 * wp_count_end() - stop counting
 * @start: value returned by wp_count_begin()
 *
 * Return: nanoseconds since @start.
 */
uint64_t wp_count_end(uint64_t start);

#endif
