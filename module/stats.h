/* SPDX-License-Identifier: GPL-2.0 */
/* What a slot's passes have cost so far. */
#ifndef WP_STATS_H
#define WP_STATS_H

#include <linux/spinlock.h>

#include "core/batch.h"

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
 * struct wp_stats - totals of a slot
 * @lock:	Innermost: nothing is taken under it.
 * @counts:	The counters.
 * @tlb_flush_ns: Duration of each flush.
 * @lock_hold_ns: Duration of each hold of mmu_lock.
 */
struct wp_stats {
	spinlock_t lock; /* protects all that follows */
	struct wp_counts counts;
	struct wp_hist tlb_flush_ns;
	struct wp_hist lock_hold_ns;
};

/**
 * wp_stats_init() - make ready for use, with everything zero
 * @stats:	Uninitialized memory.
 */
void wp_stats_init(struct wp_stats *stats);

/**
 * wp_stats_add() - count events that are not a batch
 * @stats:	The slot's totals.
 * @counts:	What to add.
 *
 * Context: Process context, mmu_lock not held (it could be; there is no need).
 */
void wp_stats_add(struct wp_stats *stats, const struct wp_counts *counts);

/**
 * wp_stats_add_batch() - count what a batch did and how long it took
 * @stats:	The slot's totals.
 * @batch:	A finished batch.
 *
 * Context: Process context, after mmu_lock was released: it is no business of
 * a waiting vCPU.
 */
void wp_stats_add_batch(struct wp_stats *stats, const struct wp_batch *batch);

/**
 * wp_stats_read() - a consistent copy
 * @stats:	The slot's totals.
 * @copy:	Receives counters and histograms; its lock is left alone.
 *
 * Context: Process context.
 */
void wp_stats_read(struct wp_stats *stats, struct wp_stats *copy);

/**
 * wp_stats_reset() - back to zero
 * @stats:	The slot's totals.
 *
 * Context: Process context.
 */
void wp_stats_reset(struct wp_stats *stats);

#endif /* WP_STATS_H */
