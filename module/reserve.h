/* SPDX-License-Identifier: GPL-2.0 */
/* Allocates pages for tables, without mmu_lock. */
#ifndef WP_RESERVE_H
#define WP_RESERVE_H

#include <linux/gfp.h>

#include "core/batch.h"

/*
 * Pages are charged to the VMM's memory cgroup, as KVM charges its own tables.
 * RETRY_MAYFAIL keeps the OOM killers of the system and of the cgroup from
 * killing the VMM for these pages: if there are none KVM splits the remaining
 * blocks, or with strict=1 the ioctl fails, and the guest runs on.  The errno
 * says enough, so NOWARN.
 */
#define WP_GFP (GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/**
 * wp_reserve_want() - number of pages for tables that a range can need
 * @bytes:	Size of the range.
 *
 * Return: the number of last-level tables in the range, plus one: the range
 * need not be aligned, or may lie in a larger block.
 */
static inline u64 wp_reserve_want(u64 bytes)
{
	return DIV_ROUND_UP_ULL(bytes, wp_level_size(WP_LAST_LEVEL - 1)) + 1;
}

/**
 * wp_reserve_fill() - allocate pages
 * @reserve:	The reserve.
 * @want:	Number of pages that it should have; limited to WP_BATCH_TABLES.
 *
 * Context: Process context, sleeps; mmu_lock not held.
 * Return: 0 if the reserve has @want pages, or at least two, which suffice for
 * progress: one for a 1 GiB block and one for the first block in it.  Otherwise
 * -ENOMEM.
 */
int wp_reserve_fill(struct wp_reserve *reserve, u64 want);

/**
 * wp_reserve_drain() - free all pages
 * @reserve:	The reserve; empty on return.
 *
 * Context: Any; better without mmu_lock.
 */
void wp_reserve_drain(struct wp_reserve *reserve);

#endif /* WP_RESERVE_H */
