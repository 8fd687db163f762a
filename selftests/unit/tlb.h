/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Virtual CPUs, as far as they remember translations.
 *
 * A vCPU forgets nothing by itself: what it has once looked up it goes on using until somebody
 * invalidates it, and so it does with the addresses of last-level tables. The first vCPU looks
 * everything up that is about to change; the others just what they happen to come by.
 */
#ifndef UNIT_TLB_H
#define UNIT_TLB_H

#include "space.h"

#define VCPUS 3

/**
 * tlb_begin() - have vCPUs that remember nothing
 * @seed:	For what they happen to come by.
 */
void tlb_begin(u64 seed);

/**
 * tlb_end() - free them
 */
void tlb_end(void);

/**
 * tlb_access() - a vCPU accesses a page
 * @vcpu:	Which.
 * @page:	The page.
 *
 * It uses what it remembers, or else walks and remembers what it finds. To walk through a table
 * that was given back is a finding, and so is to meet a block and a page for one address.
 */
void tlb_access(unsigned int vcpu, unsigned int page);

/**
 * tlb_foresee() - an entry is about to change
 * @ipa:	First IPA that it maps.
 * @level:	Its level.
 *
 * The first vCPU accesses all that the entry maps, a random other one a page of it.
 */
void tlb_foresee(u64 ipa, s8 level);

/**
 * tlb_flush() - invalidate
 * @ipa:	First IPA.
 * @size:	Bytes.
 *
 * The address of a last-level table goes only if all that it maps is invalidated: KVM's flushes of
 * single pages leave it alone.
 */
void tlb_flush(u64 ipa, u64 size);

/**
 * tlb_check_empty() - nothing may be remembered of a range
 * @ipa:	First IPA.
 * @size:	Bytes.
 *
 * An entry there is about to go from invalid to valid: whatever a vCPU still remembers would be in
 * use beside the new one (Arm ARM, "Using break-before-make").
 */
void tlb_check_empty(u64 ipa, u64 size);

/**
 * tlb_check_table() - nobody may remember a table
 * @table:	Which; it is about to be used for something else.
 */
void tlb_check_table(const struct frame *table);

/**
 * tlb_check() - what is remembered may allow no more than the model does
 * In areas that may have changed.
 *
 * @writes_owed: Somebody else still owes a flush for write permissions that were taken away.
 */
void tlb_check(bool writes_owed);

#endif /* UNIT_TLB_H */
