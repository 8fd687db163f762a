/* SPDX-License-Identifier: GPL-2.0 */
/* Collects blocks under the lock, and builds tables for them without it. */
#ifndef WP_SNAPSHOT_H
#define WP_SNAPSHOT_H

#include "batch.h"

/**
 * wp_snapshot_look() - collect the next blocks of a range
 * @batch:	As for wp_walk_hold(), with a snapshot.  On return the snapshot is
 *		filled, and @batch->until is the end of the part that was
 *		collected.
 * @s2:		The table, as found under the lock.
 *
 * The function also collects the smaller blocks that a 1 GiB block will be
 * split into.
 *
 * Context: mmu_lock held for write; does not sleep.
 */
void wp_snapshot_look(struct wp_batch *batch,
		      const struct kvm_arm_wp_stage2 *s2);

/**
 * wp_snapshot_build() - have the splitter build tables
 * @snapshot:	The snapshot.
 * @job:	The job; its splitter has a build callback.
 * @reserve:	Pages for the tables; blocks without a page get no table.
 *
 * Context: mmu_lock not held; sleeps if the splitter does.
 */
void wp_snapshot_build(struct wp_snapshot *snapshot, const struct wp_job *job,
		       struct wp_reserve *reserve);

/**
 * wp_snapshot_drop() - empty the snapshot, and keep the pages of its tables
 * @snapshot:	The snapshot.
 * @reserve:	Where the pages came from; nothing has filled it since.
 *
 * Context: Any.
 */
void wp_snapshot_drop(struct wp_snapshot *snapshot, struct wp_reserve *reserve);

#endif /* WP_SNAPSHOT_H */
