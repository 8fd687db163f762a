/* SPDX-License-Identifier: GPL-2.0 */
/* Looks at what a pass has left behind. */
#ifndef WP_VERIFY_H
#define WP_VERIFY_H

#include "batch.h"

/**
 * wp_verify() - is everything in a range as the job wanted it?
 * @batch:	The batch; its finding and count of failures are updated.
 * @s2:		The table, as found under the lock.
 * @start:	First IPA.
 * @end:	End (exclusive).
 *
 * Wrong is a writable leaf if the job has a walker, and a block if it has a
 * splitter, but for blocks that cannot be split and, in a pass of ours, for one
 * that begins before @start.
 *
 * To be called under the lock that the pass held: as soon as it is free, faults
 * may put back what they like.
 *
 * Context: mmu_lock held for write.
 */
void wp_verify(struct wp_batch *batch, const struct kvm_arm_wp_stage2 *s2,
	       phys_addr_t start, phys_addr_t end);

#endif /* WP_VERIFY_H */
