/* SPDX-License-Identifier: GPL-2.0 */
/* The counters and histograms of a slot. */
#ifndef WP_STATS_H
#define WP_STATS_H

#include <linux/atomic.h>
#include <linux/spinlock.h>

#include "core/unprotect.h"
#include "counters.h"

struct wp_batch;

/**
 * struct wp_round - rounds of a log; a round lasts from one reading to the next
 * @begin_ns:	Time at which the current round began: the log was read, or switched
 *		on; 0 if the module was not loaded then.
 * @dirty:	Count of dirty pages at that time.
 * @nr:		Number of rounds of this log that have ended.
 * @pages:	Pages that became dirty in the last round that has ended.
 * @before:	Pages that became dirty in the round before that one.
 * @ns:		Duration of the last round that has ended, in nanoseconds.
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
 * struct wp_faults - write faults of a slot
 * @nr:		How many there were with each result.
 * @ns_total:	Their duration, in nanoseconds.
 * @ns_max:	The duration of the longest one.
 * @ns:		How many had a duration of so many significant bits.
 *
 * Many vCPUs fault at a time, so no lock protects these.
 */
struct wp_faults {
	atomic64_t nr[WP_FAULT_RESULTS];
	atomic64_t ns_total;
	atomic64_t ns_max;
	atomic64_t ns[WP_HIST_BUCKETS];
};

/**
 * struct wp_stats - counters and histograms of a slot
 * @lock:	Innermost: no lock is taken under it.
 * @counts:	The counters.
 * @tlb_flush_ns: Durations of flushes.
 * @lock_hold_ns: Durations of holds of mmu_lock.
 * @round:	Rounds of the log.
 * @prepared:	Pages processed so far by the latest prepare pass, counted from
 *		the start of the slot.
 * @dirty_pages: The counter of that name.  It is not in @counts, because many
 *		vCPUs add to it at a time.
 * @faults:	Write faults; the same holds for their counters.
 */
struct wp_stats {
	spinlock_t lock; /* protects all that follows */
	struct wp_counts counts;
	struct wp_hist tlb_flush_ns;
	struct wp_hist lock_hold_ns;
	struct wp_round round;
	u64 prepared;
	atomic64_t dirty_pages;
	struct wp_faults faults;
};

/**
 * wp_stats_init() - initialize, with all counters zero
 * @stats:	Uninitialized memory.
 */
void wp_stats_init(struct wp_stats *stats);

/**
 * wp_stats_add() - add counters that do not come from a batch
 * @stats:	The slot's counters.
 * @counts:	The counters to add.
 *
 * Context: Any.
 */
void wp_stats_add(struct wp_stats *stats, const struct wp_counts *counts);

/**
 * wp_stats_add_batch() - add the counters and durations of a batch
 * @stats:	The slot's counters.
 * @batch:	The batch, finished.
 *
 * Context: Any; better without mmu_lock, for which a vCPU may be waiting.
 */
void wp_stats_add_batch(struct wp_stats *stats, const struct wp_batch *batch);

/**
 * wp_stats_add_flush() - count a flush that KVM made
 * @stats:	The slot's counters.
 * @ns:		Duration of the flush in nanoseconds.
 *
 * Context: Any.
 */
void wp_stats_add_flush(struct wp_stats *stats, u64 ns);

/**
 * wp_stats_prepared() - set the progress of a prepare pass
 * @stats:	The slot's counters.
 * @pages:	Pages processed so far, counted from the start of the slot.
 *
 * Context: Any.
 */
void wp_stats_prepared(struct wp_stats *stats, u64 pages);

/**
 * wp_stats_log_begins() - begin the first round of a log
 * @stats:	The slot's counters; rounds of an earlier log are forgotten.
 * @now_ns:	The time.
 *
 * Context: Any.
 */
void wp_stats_log_begins(struct wp_stats *stats, u64 now_ns);

/**
 * wp_stats_log_read() - end a round, and begin the next one
 * @stats:	The slot's counters.  The round that ends counts only if its
 *		beginning is known.
 * @now_ns:	The time.
 *
 * Context: Any.
 */
void wp_stats_log_read(struct wp_stats *stats, u64 now_ns);

/**
 * wp_stats_add_dirty() - count a page that becomes dirty
 * @stats:	The slot's counters.
 *
 * Context: Any.
 */
static inline void wp_stats_add_dirty(struct wp_stats *stats)
{
	atomic64_inc(&stats->dirty_pages);
}

/**
 * wp_faults_add() - count a write fault
 * @faults:	The slot's faults.
 * @why:	Its result.
 * @ns:		Its duration in nanoseconds.
 *
 * Context: Any.
 */
void wp_faults_add(struct wp_faults *faults, enum wp_fault why, u64 ns);

/**
 * wp_stats_dirty() - number of pages that became dirty
 * @stats:	The slot's counters.
 *
 * Context: Any.
 * Return: the number.
 */
static inline u64 wp_stats_dirty(const struct wp_stats *stats)
{
	return atomic64_read(&stats->dirty_pages);
}

/**
 * wp_stats_read() - get the counters as of one moment
 * @stats:	The slot's counters.
 * @counts:	Receives them.  vCPUs go on adding to those outside of @counts of
 *		@stats.
 *
 * Context: Process context.
 */
void wp_stats_read(struct wp_stats *stats, struct wp_counts *counts);

/**
 * wp_stats_read_hist() - copy a histogram
 * @stats:	The slot's counters.
 * @hist:	The histogram, one of @stats.
 * @copy:	Receives it.
 *
 * Context: Process context.
 */
void wp_stats_read_hist(struct wp_stats *stats, const struct wp_hist *hist,
			struct wp_hist *copy);

/**
 * wp_faults_read_hist() - copy the histogram of faults
 * @faults:	The slot's faults; vCPUs may add some meanwhile.
 * @copy:	Receives the histogram.
 *
 * Context: Any.
 */
void wp_faults_read_hist(const struct wp_faults *faults, struct wp_hist *copy);

/**
 * wp_stats_reset() - set all counters to zero
 * @stats:	The slot's counters.  The progress of prepare stays; the current
 *		round does not count when it ends.
 *
 * Context: Process context.
 */
void wp_stats_reset(struct wp_stats *stats);

#endif /* WP_STATS_H */
