/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TLBs of vCPUs.
 *
 * A vCPU caches each translation that it has used, and the address of each last-level table that
 * it has walked, until these are invalidated. The first vCPU accesses all pages of an entry that is
 * about to change; the others access random pages.
 */
#ifndef UNIT_TLB_H
#define UNIT_TLB_H

#include "space.h"

#define VCPUS 3

/**
 * tlb_begin() - make vCPUs with empty TLBs
 * @seed:	For the pages that vCPUs access.
 */
void tlb_begin(u64 seed);

/**
 * tlb_end() - free the vCPUs
 */
void tlb_end(void);

/**
 * tlb_access() - let a vCPU access a page
 * @vcpu:	Number of the vCPU.
 * @page:	Number of the page.
 *
 * The vCPU uses its cached translation, or walks and caches the result. Calls unit_fail() if the
 * vCPU walks a freed table, or caches a block and a page for one address.
 */
void tlb_access(unsigned int vcpu, unsigned int page);

/**
 * tlb_foresee() - let vCPUs access an entry that is about to change
 * @ipa:	First IPA that it maps.
 * @level:	Its level.
 *
 * The first vCPU accesses all pages that the entry maps; now and then another vCPU accesses one.
 */
void tlb_foresee(u64 ipa, s8 level);

/**
 * tlb_flush() - invalidate a range on all vCPUs
 * @ipa:	First IPA.
 * @size:	Size in bytes.
 *
 * Invalidates the address of a last-level table only if the range includes all that it maps: KVM's
 * flushes of single pages do not invalidate walk caches.
 */
void tlb_flush(u64 ipa, u64 size);

/**
 * tlb_check_empty() - check that no vCPU caches a translation of a range
 * @ipa:	First IPA.
 * @size:	Size in bytes.
 *
 * Called before an entry becomes valid: a vCPU would use a cached translation beside the new entry
 * (Arm ARM, "Using break-before-make").
 */
void tlb_check_empty(u64 ipa, u64 size);

/**
 * tlb_check_table() - check that no vCPU caches the address of a table
 * @table:	The table, which is about to be reused.
 */
void tlb_check_table(const struct frame *table);

/**
 * tlb_check() - check that cached translations allow no more than the model
 * @writes_owed: KVM has yet to flush write permissions that were cleared.
 *
 * Checks the areas that may have changed.
 */
void tlb_check(bool writes_owed);

#endif /* UNIT_TLB_H */
