/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Instructions, as time on a machine that takes a nanosecond for each.
 */
#ifndef SELFTESTS_LIB_COUNT_H
#define SELFTESTS_LIB_COUNT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * wp_count_begin() - begin to count
 * @mark: for bench/profile.c, which finds there what to look at
 *
 * Waits for a tick of the timer: there is none for a period then. Until wp_count_end() no other
 * task runs, but where this one sleeps: for less time than a realtime task would be throttled.
 *
 * Return: the time, in nanoseconds.
 */
uint64_t wp_count_begin(bool mark);

/**
 * wp_count_end() - how much it was
 * @start: what wp_count_begin() returned
 *
 * Return: nanoseconds since then.
 */
uint64_t wp_count_end(uint64_t start);

#endif
