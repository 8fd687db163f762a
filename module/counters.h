/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counters of a slot, and histograms.
 *
 * WP_COUNTERS(X) calls X(name, kind, shown) for each counter, in the order in
 * which they are printed.  debugfs-doc/stat.md describes each counter.
 *   kind	how two values combine:
 *		SUM	add them
 *		MAX	take the greater one
 *		LAST	take the newer one, unless it is 0
 *		NOW	a state and not a number of events: add the values of
 *			slots; batches have none
 *   shown	COLUMN: a column of the file `slots`; STAT: only in `stat`
 *
 * A userspace program has no kernel headers.  It defines WP_COUNTERS_ONLY, and
 * gets only the list and WP_STAT_VERSION.
 */
#ifndef KVM_ARM_WP_COUNTERS_H
#define KVM_ARM_WP_COUNTERS_H

#ifndef WP_COUNTERS_ONLY
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/types.h>
#endif

/* Format of the stat files; incremented when a key changes its meaning. */
#define WP_STAT_VERSION 2

#define WP_COUNTERS(X)				\
	X(enables, SUM, COLUMN)			\
	X(failures, SUM, COLUMN)		\
	X(log_on, NOW, STAT)			\
	X(prepared_pages, NOW, COLUMN)		\
	X(last_error, LAST, STAT)		\
	X(incomplete, SUM, STAT)		\
	X(splits_l1, SUM, COLUMN)		\
	X(splits_l2, SUM, COLUMN)		\
	X(ptes_wp, SUM, COLUMN)			\
	X(ptes_rewp, SUM, COLUMN)		\
	X(table_pages, SUM, COLUMN)		\
	X(prebuilt, SUM, STAT)			\
	X(tables_swapped, SUM, STAT)		\
	X(stragglers, SUM, COLUMN)		\
	X(recovered_tables, SUM, COLUMN)	\
	X(recover_left_small, SUM, STAT)	\
	X(recover_pending, NOW, STAT)		\
	X(passes, SUM, COLUMN)			\
	X(batches, SUM, COLUMN)			\
	X(lock_hold_ns_max, MAX, COLUMN)	\
	X(lock_drops, SUM, STAT)		\
	X(tlb_flushes, SUM, COLUMN)		\
	X(tlb_flush_ns_total, SUM, STAT)	\
	X(tlb_flush_ns_max, MAX, COLUMN)	\
	X(dirty_pages, SUM, COLUMN)		\
	X(faults_fast, SUM, COLUMN)		\
	X(faults_slow_unmapped, SUM, STAT)	\
	X(faults_slow_block, SUM, STAT)		\
	X(faults_slow_readonly, SUM, STAT)	\
	X(fault_ns_total, SUM, STAT)		\
	X(fault_ns_max, MAX, STAT)		\
	X(rounds, NOW, COLUMN)			\
	X(round_pages, NOW, COLUMN)		\
	X(round_pages_before, NOW, STAT)	\
	X(round_ns, NOW, STAT)			\
	X(dirty_pages_per_s, NOW, COLUMN)	\
	X(verify_failures, SUM, STAT)		\
	X(skipped, SUM, COLUMN)			\
	X(skipped_none, SUM, STAT)		\
	X(skipped_move, SUM, STAT)		\
	X(skipped_delete, SUM, STAT)		\
	X(skipped_readonly, SUM, STAT)		\
	X(skipped_protected, SUM, STAT)		\
	X(skipped_guest_memfd, SUM, STAT)

#ifndef WP_COUNTERS_ONLY
/**
 * struct wp_counts - one value of each counter
 *
 * The totals of a slot, or the values that a batch adds to them.
 */
struct wp_counts {
#define WP_COUNTER_MEMBER(name, kind, shown) u64 name;
	WP_COUNTERS(WP_COUNTER_MEMBER)
#undef WP_COUNTER_MEMBER
};

#define WP_MERGE_SUM(to, from)	((to) + (from))
#define WP_MERGE_MAX(to, from)	max(to, from)
#define WP_MERGE_LAST(to, from)	((from) ?: (to))
#define WP_MERGE_NOW(to, from)	((to) + (from))

/**
 * wp_counts_merge() - combine two sets of counters, each counter by its kind
 * @to:		Receives the result.
 * @from:	The newer set.
 *
 * Context: Any; the caller serializes access to both.
 */
static inline void wp_counts_merge(struct wp_counts *to,
				   const struct wp_counts *from)
{
#define WP_COUNTER_MERGE(name, kind, shown) \
	to->name = WP_MERGE_##kind(to->name, from->name);
	WP_COUNTERS(WP_COUNTER_MERGE)
#undef WP_COUNTER_MERGE
}

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
#endif /* !WP_COUNTERS_ONLY */

#endif /* KVM_ARM_WP_COUNTERS_H */
