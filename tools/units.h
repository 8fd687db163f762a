/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers as people read them. Each is written to a buffer of WP_CELL bytes.
 */
#ifndef WP_UNITS_H
#define WP_UNITS_H

#include "snapshot.h"

/* More than any of these takes, and than the name of a VM. */
#define WP_CELL 80

/**
 * wp_put_count() - a number as it is
 * @to:		Receives it, or "-".
 * @count:	The number.
 */
void wp_put_count(char *to, struct wp_amount count);

/**
 * wp_put_size() - a size in the largest unit that leaves something before the point
 * @to:		Receives it.
 * @bytes:	The size.
 */
void wp_put_size(char *to, double bytes);

/**
 * wp_put_time() - a time, the same way
 * @to:		Receives it, or "-".
 * @ns:		The time in nanoseconds.
 */
void wp_put_time(char *to, struct wp_amount ns);

/**
 * wp_put_bar() - a bar and its percentage
 * @to:		Receives it, or "-".
 * @percent:	0 to 100, or negative if it is not known. The bar and the number
 *		are full when all is done, not when it nearly is.
 */
void wp_put_bar(char *to, double percent);

#endif
