/* SPDX-License-Identifier: GPL-2.0 */
/* The walk: finds the blocks and the runs of pages in a range of a table. */
#ifndef WP_WALK_H
#define WP_WALK_H

#include "batch.h"

/**
 * wp_walk() - visit the mapped part of a batch's range in IPA order
 * @batch:	The batch; job, reserve and next say what to do and where.
 * @s2:		The table.
 *
 * Blocks go to the job's splitter, runs of last-level entries to its walker if
 * there is one.  Descends through tables only, each of which is entered with
 * what its entry said under the lock now held.  Installing tables and flushing
 * is left to the caller, see wp_batch_run().
 *
 * Context: mmu_lock held for write; does not sleep.
 * Return: see &enum wp_status; @batch->next is set accordingly.
 */
enum wp_status wp_walk(struct wp_batch *batch,
		       const struct kvm_arm_wp_stage2 *s2);

#endif /* WP_WALK_H */
