/* SPDX-License-Identifier: GPL-2.0 */
/* What a slot's passes have cost so far. */
#ifndef WP_STATS_H
#define WP_STATS_H

#include <linux/atomic.h>
#include <linux/spinlock.h>

#include "core/batch.h"

/**
 * struct wp_stats - totals of a slot
 * @lock:	Innermost: nothing is taken under it.
 * @counts:	The counters.
 * @tlb_flush_ns: Duration of each flush.
 * @lock_hold_ns: Duration of each hold of mmu_lock.
 * @dirty_pages: Its counter, apart: vCPUs add to it in their faults, many at a
 *		time.
 */
struct wp_stats {
	spinlock_t lock; /* protects all that follows */
	struct wp_counts counts;
	struct wp_hist tlb_flush_ns;
	struct wp_hist lock_hold_ns;
	atomic64_t dirty_pages;
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
 * Context: Any; better without mmu_lock, a waiting vCPU has no business with
 * it.
 */
void wp_stats_add_batch(struct wp_stats *stats, const struct wp_batch *batch);

/**
 * wp_stats_add_flush() - count a flush that KVM issued
 * @stats:	The slot's totals.
 * @ns:		How long it took.
 *
 * Context: Any.
 */
void wp_stats_add_flush(struct wp_stats *stats, u64 ns);

/**
 * wp_stats_add_dirty() - count a page that became dirty
 * @stats:	The slot's totals.
 *
 * Context: Any.
 */
static inline void wp_stats_add_dirty(struct wp_stats *stats)
{
	atomic64_inc(&stats->dirty_pages);
}

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
