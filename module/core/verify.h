/* SPDX-License-Identifier: GPL-2.0 */
/* Checks the result of a pass. */
#ifndef WP_VERIFY_H
#define WP_VERIFY_H

#include "batch.h"

/**
 * wp_verify() - look for writable leaves and blocks that a pass left behind
 * @batch:	The batch; its finding and its count of failures are updated.
 * @s2:		The table, as found under the lock.
 * @start:	First IPA.
 * @end:	End (exclusive).
 *
 * If the job has a protector, a writable leaf is an error.  If the job has a
 * splitter, a block is an error, with two exceptions: blocks that cannot be
 * split; and, unless the job is served, a block that begins before @start.
 *
 * The caller still holds the lock that the pass held: once it is free, a fault
 * may make a leaf writable or map a block again.
 *
 * Context: mmu_lock held for write.
 */
void wp_verify(struct wp_batch *batch, const struct kvm_arm_wp_stage2 *s2,
	       phys_addr_t start, phys_addr_t end);

#endif /* WP_VERIFY_H */
