/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists KVM's functions that the shim hooks or calls, for C and for assembler.
 *
 * R: the shim does not load without the function.  O: the address is NULL on
 * kernels that lack the function; compat.h says since when it exists.
 */
#ifndef KVM_ARM_WP_SHIM_FUNCTIONS_H
#define KVM_ARM_WP_SHIM_FUNCTIONS_H

/* A kprobe finds kallsyms_lookup_name(), which finds all other functions. */
#define SHIM_LOOKUP "kallsyms_lookup_name"

/*
 * Functions that the shim calls, or whose presence it checks.  Modules cannot
 * rely on importing them.
 */
#define SHIM_SYMBOLS(R, O)			\
	R(ftrace_location)			\
	R(get_kvm_ipa_limit)			\
	O(is_kvm_arm_initialised)		\
	R(kvm_get_mode)				\
	R(kvm_pgtable_stage2_relax_perms)	\
	R(kvm_pgtable_stage2_unmap)		\
	O(kvm_tlb_flush_vmid_range)		\
	O(__kvm_tlb_flush_vmid_ipa_nsh)		\
	O(pkvm_pgtable_stage2_wrprotect)

/*
 * Functions that edit tables, under mmu_lock, and their replacements.  They are
 * redirected while the consumer takes over.
 */
#define SHIM_EDITORS(R, O)						\
	R(kvm_pgtable_stage2_wrprotect, shim_wrprotect)			\
	O(kvm_pgtable_stage2_split, shim_split)

/* Functions that are redirected as long as there is a consumer. */
#define SHIM_REDIRECTS(R, O)						\
	O(kvm_arch_flush_remote_tlbs_range, shim_flush_range)		\
	O(kvm_arch_flush_remote_tlbs, shim_flush_all)			\
	O(kvm_arch_flush_remote_tlbs_memslot, shim_flush_slot)		\
	R(kvm_flush_remote_tlbs, shim_flush_vm)				\
	R(kvm_arch_sync_dirty_log, shim_sync_dirty_log)			\
	/* 6.2, "KVM: arm64: Enable ring-based dirty memory tracking" */ \
	O(kvm_dirty_ring_reset, shim_ring_reset)			\
	R(kvm_arch_destroy_vm, shim_destroy)

/*
 * Functions that are redirected only for the memslot changes that the consumer
 * wants to know of: see shim_wants_change().
 */
#define SHIM_CHANGES(R)							\
	R(kvm_arch_prepare_memory_region, shim_prepare)			\
	R(kvm_arch_commit_memory_region, shim_commit)

/*
 * Functions that handle faults: see fault.c.
 */
#define SHIM_FAULTS(R)							\
	R(kvm_handle_guest_abort, shim_guest_abort)

/* Functions whose arguments the shim reads before KVM's own function runs. */
#define SHIM_WATCHES(R)							\
	R(mark_page_dirty_in_slot)

#endif /* KVM_ARM_WP_SHIM_FUNCTIONS_H */
