/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms of durations. */
#ifndef WP_HIST_H
#define WP_HIST_H

#include <linux/bitops.h>
#include <linux/types.h>

/* Bucket n of a histogram counts values of n significant bits. */
#define WP_HIST_BUCKETS 65

/**
 * struct wp_hist - a histogram with buckets that double in width
 * @bucket:	How many values fell into each: 0, 1, 2-3, 4-7, ...
 */
struct wp_hist {
	u64 bucket[WP_HIST_BUCKETS];
};

/**
 * wp_hist_add() - count a value
 * @hist:	The histogram.
 * @value:	The value.
 *
 * Context: Any; the caller serializes access.
 */
static inline void wp_hist_add(struct wp_hist *hist, u64 value)
{
	hist->bucket[fls64(value)]++;
}

/**
 * wp_hist_merge() - add one histogram to another
 * @to:		Receives the sum.
 * @from:	What to add.
 *
 * Context: Any; the caller serializes access to both.
 */
static inline void wp_hist_merge(struct wp_hist *to, const struct wp_hist *from)
{
	int i;

	for (i = 0; i < WP_HIST_BUCKETS; i++)
		to->bucket[i] += from->bucket[i];
}

#endif /* WP_HIST_H */
