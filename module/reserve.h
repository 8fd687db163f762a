/* SPDX-License-Identifier: GPL-2.0 */
/* Pages for tables, allocated while sleeping is allowed. */
#ifndef WP_RESERVE_H
#define WP_RESERVE_H

#include <linux/gfp.h>

#include "core/batch.h"

/*
 * Charged to the VMM's memory cgroup, as KVM's own tables are.  Failing is
 * clean here: KVM splits the rest, or with strict=1 the ioctl returns an error;
 * in either case the guest runs on.  So neither the system's nor the cgroup's
 * OOM killer shall shoot the VMM for want of these pages (RETRY_MAYFAIL), and
 * the errno says enough (NOWARN).
 */
#define WP_GFP (GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/**
 * wp_reserve_want() - how many pages a range can need
 * @bytes:	Size of the range.
 *
 * Return: the last-level tables, or blocks of that size, in it; one more, since
 * it need not be aligned, or may be in a larger block.
 */
static inline u64 wp_reserve_want(u64 bytes)
{
	return DIV_ROUND_UP_ULL(bytes, wp_level_size(WP_LAST_LEVEL - 1)) + 1;
}

/**
 * wp_reserve_fill() - have pages at hand
 * @reserve:	The reserve.
 * @want:	How many pages it should hold; more than it has room for is
 *		taken as full.
 *
 * Context: Process context, sleeps; mmu_lock not held.
 * Return: 0 with enough to make progress: @want, or at least two pages, one for
 * a 1 GiB block and one for the first block in it; or -ENOMEM.
 */
int wp_reserve_fill(struct wp_reserve *reserve, u64 want);

/**
 * wp_reserve_drain() - give back what was not used
 * @reserve:	The reserve, empty afterwards.
 *
 * Context: Any; better without mmu_lock.
 */
void wp_reserve_drain(struct wp_reserve *reserve);

#endif /* WP_RESERVE_H */
