/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counters of a slot, each declared once.
 *
 * WP_COUNTERS(X) calls X(name, kind, shown) in the order in which they are
 * printed:
 *   kind	how two values combine, in a batch and in the Total row:
 *		SUM (added), MAX (the greater), LAST (the newer non-zero one),
 *		NOW (how things are, not what has happened: added in the Total
 *		row, and in no batch)
 *   shown	COLUMN: has a column in the slots table; STAT: only in stat
 * What each one means and its unit: debugfs-doc/stat.md.
 *
 * A program that reads the files has no kernel headers: with WP_COUNTERS_ONLY
 * defined it gets the list and WP_STAT_VERSION, and nothing else.
 */
#ifndef KVM_ARM_WP_COUNTERS_H
#define KVM_ARM_WP_COUNTERS_H

#ifndef WP_COUNTERS_ONLY
#include <linux/minmax.h>
#include <linux/types.h>
#endif

/* Format of the stat files; goes up when a key changes its meaning. */
#define WP_STAT_VERSION 2

#define WP_COUNTERS(X)				\
	X(enables, SUM, COLUMN)			\
	X(failures, SUM, COLUMN)		\
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
	X(passes, SUM, COLUMN)			\
	X(batches, SUM, COLUMN)			\
	X(lock_hold_ns_max, MAX, COLUMN)	\
	X(tlb_flushes, SUM, COLUMN)		\
	X(tlb_flush_ns_total, SUM, STAT)	\
	X(tlb_flush_ns_max, MAX, COLUMN)	\
	X(dirty_pages, SUM, COLUMN)		\
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
 * Either the running totals of a slot or what one batch adds to them.
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
 * wp_counts_merge() - combine two sets of counters, each by its kind
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
#endif /* !WP_COUNTERS_ONLY */

#endif /* KVM_ARM_WP_COUNTERS_H */
