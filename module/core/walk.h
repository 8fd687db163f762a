/* SPDX-License-Identifier: GPL-2.0 */
/* Walks a range of a stage-2 table, and settles what strategies did there. */
#ifndef WP_WALK_H
#define WP_WALK_H

#include "batch.h"

/**
 * wp_walk() - visit the mapped part of a batch's range once, and settle
 * @batch:	A batch that has begun; its job, reserve and next say what to do
 *		and where.
 * @s2:		The table, as found under the lock.
 *
 * Visits entries in IPA order.  Gives blocks to the splitter of the job, and
 * runs of last-level entries to its protector if it has one.
 *
 * On return the batch is settled, see wp_batch_settle().
 *
 * Context: mmu_lock held for write; does not sleep.
 * Return: see &enum wp_status; @batch->next is set accordingly.
 */
enum wp_status wp_walk(struct wp_batch *batch,
		       const struct kvm_arm_wp_stage2 *s2);

/**
 * wp_walk_hold() - do as much of a job as one hold of the lock allows
 * @batch:	As for wp_batch_begin(), which this function calls.
 * @s2:		The table, as found under the lock.
 *
 * On return @batch->next has moved, unless the reserve ran out first.  A pass
 * must move on: a vCPU that faults on a broken block waits for the lock, and
 * then maps the block again over the new table.  A pass that started again at
 * that block could split it for as long as the guest runs.
 *
 * On return no flush is owed, no entry is broken, and any walker may use the
 * table.
 *
 * Context: mmu_lock held for write; does not sleep.  Not for served jobs.
 * Return: WP_DONE with @batch->next at the end of the range; or WP_MORE or
 * WP_STARVED, the reason for an earlier end.
 */
enum wp_status wp_walk_hold(struct wp_batch *batch,
			    const struct kvm_arm_wp_stage2 *s2);

#endif /* WP_WALK_H */
