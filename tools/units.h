/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Formatting of numbers for people. Each function writes to a buffer of
 * STAT_CELL bytes.
 */
#ifndef STAT_UNITS_H
#define STAT_UNITS_H

#include "snapshot.h"

/* Fits the longest result of these functions and the longest name of a VM. */
#define STAT_CELL 80

/**
 * stat_put_count() - format a plain number
 * @to:		The buffer.
 * @count:	The number; "-" if it is unknown.
 */
void stat_put_count(char *to, struct stat_amount count);

/**
 * stat_put_size() - format a size, in a unit that keeps it at least 1
 * @to:		The buffer.
 * @bytes:	The size in bytes.
 */
void stat_put_size(char *to, double bytes);

/**
 * stat_put_time() - format a time, in a unit that keeps it at least 1
 * @to:		The buffer.
 * @ns:		The time in nanoseconds; "-" if it is unknown.
 */
void stat_put_time(char *to, struct stat_amount ns);

/**
 * stat_put_bar() - format a bar and its percentage
 * @to:		The buffer.
 * @percent:	0 to 100; "-" if it is negative. Bar and number are rounded
 *		down: they show 100% only if @percent is 100.
 */
void stat_put_bar(char *to, double percent);

#endif
