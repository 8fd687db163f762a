/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts what was done for a slot, and traces it: in one place, so that the sum
 * of the events is what the counters say.
 */
#ifndef WP_COUNT_H
#define WP_COUNT_H

#include <linux/types.h>

#include "core/batch.h"

struct wp_slot;

/* Why a slot is gone through, and what the events call it. */
#define WP_OCCASIONS(O)				\
	O(WP_IN_PREPARE, "prepare")		\
	O(WP_IN_STRAGGLERS, "stragglers")	\
	O(WP_IN_INITIAL, "initial")		\
	O(WP_IN_ROUND, "round")

/**
 * enum wp_occasion - why a slot is gone through
 * @WP_IN_PREPARE:	Its log is to be switched on.
 * @WP_IN_STRAGGLERS:	The log is on: what has come up since is split.
 * @WP_IN_INITIAL:	KVM's pass at commit.
 * @WP_IN_ROUND:	A round of KVM's.
 */
enum wp_occasion {
	WP_IN_PREPARE,
	WP_IN_STRAGGLERS,
	WP_IN_INITIAL,
	WP_IN_ROUND,
};

/**
 * struct wp_passed - what a pass has done
 * @counts:	Sum of its batches.
 * @holds:	How often mmu_lock was held.
 * @ns:		How long it took.
 * @ret:	0 or a negative errno.
 */
struct wp_passed {
	struct wp_counts counts;
	u64 holds;
	u64 ns;
	int ret;
};

/**
 * wp_count_pass_begin() - a pass begins
 * @slot:	The slot.
 * @occasion:	Why.
 *
 * Context: Any.
 * Return: true if somebody listens, who will want to know how it ended.
 */
bool wp_count_pass_begin(const struct wp_slot *slot, enum wp_occasion occasion);

/**
 * wp_count_pass_end() - a pass has ended
 * @slot:	The slot.
 * @occasion:	Why there was one.
 * @pass:	What it did.
 *
 * Context: Any.
 */
void wp_count_pass_end(const struct wp_slot *slot, enum wp_occasion occasion,
		       const struct wp_passed *pass);

/**
 * wp_count_batch() - count what a batch did and how long it took
 * @slot:	The slot.
 * @occasion:	What it is part of.
 * @start:	IPA at which it began.
 * @batch:	A finished batch.
 *
 * Context: Any; better without mmu_lock, a waiting vCPU has no business with it.
 */
void wp_count_batch(struct wp_slot *slot, enum wp_occasion occasion,
		    phys_addr_t start, const struct wp_batch *batch);

/**
 * wp_count_flush() - count a flush that KVM issued
 * @slot:	The slot.
 * @occasion:	After what.
 * @ns:		How long it took.
 *
 * Context: Any.
 */
void wp_count_flush(struct wp_slot *slot, enum wp_occasion occasion, u64 ns);

#endif /* WP_COUNT_H */
