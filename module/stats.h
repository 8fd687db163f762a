/* SPDX-License-Identifier: GPL-2.0 */
/* What a slot's passes have cost so far. */
#ifndef WP_STATS_H
#define WP_STATS_H

#include <linux/atomic.h>
#include <linux/spinlock.h>

#include "core/batch.h"

/**
 * struct wp_round - what is written between two readings of a log
 * @begin_ns:	When the log was last read, or was switched on; 0 if that was
 *		before we were there.
 * @dirty:	The count of dirty pages then.
 * @nr:		How many rounds of this log have ended.
 * @pages:	Pages that became dirty in the last one that has ended,
 * @before:	and in the one before.
 * @ns:		How long the last one took.
 */
struct wp_round {
	u64 begin_ns;
	u64 dirty;
	u64 nr;
	u64 pages;
	u64 before;
	u64 ns;
};

/**
 * struct wp_stats - totals of a slot
 * @lock:	Innermost: nothing is taken under it.
 * @counts:	The counters.
 * @tlb_flush_ns: Duration of each flush.
 * @lock_hold_ns: Duration of each hold of mmu_lock.
 * @round:	Rounds of its log.
 * @prepared:	Pages that the last preparation has gone through.
 * @dirty_pages: Its counter, apart: vCPUs add to it in their faults, many at a
 *		time.
 */
struct wp_stats {
	spinlock_t lock; /* protects all that follows */
	struct wp_counts counts;
	struct wp_hist tlb_flush_ns;
	struct wp_hist lock_hold_ns;
	struct wp_round round;
	u64 prepared;
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
 * wp_stats_prepared() - a preparation has come so far
 * @stats:	The slot's totals.
 * @pages:	Pages from the slot's first one on, 0 when it begins.
 *
 * Context: Any.
 */
void wp_stats_prepared(struct wp_stats *stats, u64 pages);

/**
 * wp_stats_log_begins() - the first round begins
 * @stats:	The slot's totals; nothing is left of rounds of an earlier log.
 * @now_ns:	The time.
 *
 * Context: Any.
 */
void wp_stats_log_begins(struct wp_stats *stats, u64 now_ns);

/**
 * wp_stats_log_read() - a round ends, and another one begins
 * @stats:	The slot's totals.  If nobody knows when the round that ends
 *		began, it does not count.
 * @now_ns:	The time.
 *
 * Context: Any.
 */
void wp_stats_log_read(struct wp_stats *stats, u64 now_ns);

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
 * wp_stats_dirty() - how many pages became dirty
 * @stats:	The slot's totals.
 *
 * Context: Any.
 * Return: the counter.
 */
static inline u64 wp_stats_dirty(const struct wp_stats *stats)
{
	return atomic64_read(&stats->dirty_pages);
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
 * @stats:	The slot's totals.  What has been prepared stays so; the round
 *		that is under way is not counted when it ends.
 *
 * Context: Process context.
 */
void wp_stats_reset(struct wp_stats *stats);

#endif /* WP_STATS_H */
