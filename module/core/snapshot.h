/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A snapshot: blocks as they were seen under the lock a moment ago, and the
 * tables that were built for them since, without it.
 *
 * Nothing in it is believed.  A table is used only if, under the lock again, the
 * walk comes to a block at the same address and level whose entry has the very
 * same value: a table's content follows from that and nothing else.
 */
#ifndef WP_SNAPSHOT_H
#define WP_SNAPSHOT_H

#include "batch.h"

/**
 * struct wp_prepared - a block that was seen, and its table
 * @addr:	First IPA.
 * @pte:	Value of its entry.
 * @table:	What was built, or NULL.
 * @level:	Its level.
 */
struct wp_prepared {
	phys_addr_t addr;
	kvm_pte_t pte;
	kvm_pte_t *table;
	s8 level;
};

/**
 * struct wp_snapshot - the blocks at the start of a range
 * @block:	In IPA order, a larger block before those it will consist of.
 * @nr:		How many.
 * @next:	Those before it have been asked for.
 */
struct wp_snapshot {
	struct wp_prepared block[WP_BATCH_TABLES];
	unsigned int nr;
	unsigned int next;
};

/**
 * wp_snapshot_look() - collect the next blocks of a range
 * @batch:	As for wp_batch_run(), with a snapshot; on return the latter is
 *		filled and @batch->until is where the collection ends.
 * @s2:		The table, as found under the lock.
 *
 * The blocks that a 1 GiB block will be split into are collected with it.
 *
 * Context: mmu_lock held for write; does not sleep.
 */
void wp_snapshot_look(struct wp_batch *batch,
		      const struct kvm_arm_wp_stage2 *s2);

/**
 * wp_snapshot_build() - have the splitter build tables
 * @snapshot:	The snapshot.
 * @job:	With a splitter that has a build callback.
 * @reserve:	Where pages come from; when it is empty, the rest goes without.
 *
 * Context: mmu_lock not held; sleeps if the splitter does.
 */
void wp_snapshot_build(struct wp_snapshot *snapshot, const struct wp_job *job,
		       struct wp_reserve *reserve);

/**
 * wp_snapshot_take() - the table for a block, if it is still the one seen
 * @snapshot:	The snapshot.
 * @block:	The block; not before that of an earlier call.
 *
 * Context: mmu_lock held for write.
 * Return: the table, which is the caller's now, or NULL.
 */
kvm_pte_t *wp_snapshot_take(struct wp_snapshot *snapshot,
			    const struct wp_block *block);

/**
 * wp_snapshot_drop() - forget the snapshot, keep its pages
 * @snapshot:	The snapshot; empty afterwards.
 * @reserve:	Where the pages came from, not filled since.
 *
 * Context: Any.
 */
void wp_snapshot_drop(struct wp_snapshot *snapshot, struct wp_reserve *reserve);

#endif /* WP_SNAPSHOT_H */
