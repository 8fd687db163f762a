/* SPDX-License-Identifier: GPL-2.0 */
/* Gives a page back the write permission that only the log took. */
#ifndef WP_UNPROTECT_H
#define WP_UNPROTECT_H

#include "kvm_arm_wp_env.h"

/* Why a write fault is left to KVM; the counter is faults_slow_<name>. */
#define WP_FAULT_REASONS(R)		\
	R(unmapped, WP_FAULT_UNMAPPED)	\
	R(block, WP_FAULT_BLOCK)	\
	R(readonly, WP_FAULT_READONLY)

/**
 * enum wp_fault - what becomes of a write fault
 * @WP_FAULT_FAST:	The page is writable now, through us or another vCPU.
 * @WP_FAULT_UNMAPPED:	Nothing is mapped there any more.
 * @WP_FAULT_BLOCK:	KVM must split a block.
 * @WP_FAULT_READONLY:	The host may not want the page to be written to.
 * @WP_FAULT_RESULTS:	Number of results.
 */
enum wp_fault {
	WP_FAULT_FAST,
	WP_FAULT_UNMAPPED,
	WP_FAULT_BLOCK,
	WP_FAULT_READONLY,
	WP_FAULT_RESULTS,
};

/**
 * wp_unprotect() - make a page writable if only the log made it read-only
 * @kvm:	The VM.
 * @s2:		Its table.
 * @ipa:	IPA of the page, below 1 << ia_bits.
 *
 * WP_ENTRY_WAS_WRITABLE says that KVM has mapped this page for writing, after it
 * got the page for writing from the host (get_user_pages()).  The host can take
 * that back only by an MMU notifier, which unmaps the page.
 *
 * With %WP_FAULT_FAST the caller owes a flush of the page on this CPU, also if
 * another vCPU was faster: this CPU may have the old permission in its TLB
 * (be097997a273, "KVM: arm64: Always invalidate TLB for stage-2 permission
 * faults").
 *
 * Context: mmu_lock held for read, under RCU.
 * Return: see &enum wp_fault.
 */
enum wp_fault wp_unprotect(struct kvm *kvm, const struct kvm_arm_wp_stage2 *s2,
			   phys_addr_t ipa);

#endif /* WP_UNPROTECT_H */
