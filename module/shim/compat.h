/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hides the differences between kernels from the other files of the shim.
 *
 * This file declares functions that only some kernels have; the shim looks them
 * up when it is loaded.  If the kernel's headers declare such a function too,
 * the compiler compares the two declarations: a changed signature breaks the
 * build.
 */
#ifndef KVM_ARM_WP_SHIM_COMPAT_H
#define KVM_ARM_WP_SHIM_COMPAT_H

#include <linux/ftrace.h>

#include "kvm_arm_wp_shim.h"
#include "probed/relax.h"
#include "probed/ring.h"
#include "probed/vtcr.h"

/*
 * The protector swap reuses a table as soon as the TLBs are flushed, so every
 * software walker must hold mmu_lock.  Since 6.15, "KVM: Allow lockless walk of
 * SPTEs when handling aging mmu_notifier event", ageing walks tables without
 * mmu_lock if an architecture selects this option.  arm64 up to 7.3 does not.
 */
#ifdef CONFIG_KVM_MMU_LOCKLESS_AGING
#error "this KVM walks tables without mmu_lock (CONFIG_KVM_MMU_LOCKLESS_AGING)"
#endif

/*
 * The newest release that the tests have run on.  On a later release the shim
 * warns, provided that it finds all required functions.
 */
#define SHIM_NEWEST_TESTED "7.3"

/**
 * is_kvm_arm_initialised() - tell whether KVM has initialised
 *
 * Since 6.5, "KVM: arm64: Handle kvm_arm_init failure correctly in
 * finalize_pkvm".
 *
 * Return: true if KVM can run guests on this host.
 */
bool is_kvm_arm_initialised(void);

/**
 * kvm_pgtable_stage2_split() - split the blocks in a range
 * @pgt:	The table.
 * @addr:	First IPA.
 * @size:	Size of the range in bytes.
 * @cache:	Pages for tables.
 *
 * Since 6.5, "KVM: arm64: Add kvm_pgtable_stage2_split()".
 *
 * Return: 0 or an error.
 */
int kvm_pgtable_stage2_split(struct kvm_pgtable *pgt, u64 addr, u64 size,
			     struct kvm_mmu_memory_cache *cache);

/**
 * kvm_tlb_flush_vmid_range() - flush a VM's TLB entries for a range
 * @mmu:	The VM's MMU.
 * @addr:	First IPA.
 * @size:	Size of the range in bytes.
 *
 * Since 6.6, "KVM: arm64: Define kvm_tlb_flush_vmid_range()".
 */
void kvm_tlb_flush_vmid_range(struct kvm_s2_mmu *mmu, phys_addr_t addr,
			      size_t size);

/**
 * kvm_arch_flush_remote_tlbs() - flush all TLB entries of a VM
 * @kvm:	The VM.
 *
 * Since 6.6, "KVM: arm64: Use kvm_arch_flush_remote_tlbs()".
 *
 * Return: 0 or an error.
 */
int kvm_arch_flush_remote_tlbs(struct kvm *kvm);

/**
 * kvm_arch_flush_remote_tlbs_range() - flush a VM's TLB entries for some pages
 * @kvm:	The VM.
 * @gfn:	First page.
 * @nr_pages:	Number of pages.
 *
 * Since 6.6, "KVM: arm64: Implement kvm_arch_flush_remote_tlbs_range()".
 *
 * Return: 0 or an error.
 */
int kvm_arch_flush_remote_tlbs_range(struct kvm *kvm, gfn_t gfn, u64 nr_pages);

/**
 * kvm_arch_flush_remote_tlbs_memslot() - flush after write protection
 * @kvm:	The VM; all of its TLB entries are flushed.
 * @slot:	The slot.
 *
 * Removed in 6.6, "KVM: Move kvm_arch_flush_remote_tlbs_memslot() to common
 * code".  KVM calls it after a round only; at commit KVM calls
 * kvm_flush_remote_tlbs().
 */
void kvm_arch_flush_remote_tlbs_memslot(struct kvm *kvm,
					const struct kvm_memory_slot *slot);

/**
 * pkvm_pgtable_stage2_wrprotect() - ask the hypervisor to write-protect pages
 * @pgt:	The host's description of the VM's table.
 * @addr:	First IPA.
 * @size:	Size of the range in bytes.
 *
 * Since 6.14, "KVM: arm64: Plumb the pKVM MMU in KVM": in protected mode the
 * hypervisor keeps the tables of all guests, and the host asks it for changes.
 * Before 6.14 the hypervisor ran guests on the host's tables.  It kept tables
 * of its own only for protected guests, and nobody could create such a guest.
 *
 * Return: 0 or an error.
 */
int pkvm_pgtable_stage2_wrprotect(struct kvm_pgtable *pgt, u64 addr, u64 size);

/**
 * __kvm_tlb_flush_vmid_ipa_nsh() - flush a page on this CPU
 * @mmu:	The VM's MMU.
 * @ipa:	The page.
 * @level:	Level of its leaf.
 *
 * Since 6.5, "KVM: arm64: Use local TLBI on permission relaxation".  This
 * is the function of a kernel that is its own hypervisor (VHE).
 */
void __kvm_tlb_flush_vmid_ipa_nsh(struct kvm_s2_mmu *mmu, phys_addr_t ipa,
				  int level);

/* See probes/relax.c. */
#ifdef KVM_ARM_WP_RELAX_TAKES_FLAGS
#define shim_relax_nothing(pgt, ipa)					\
	shim_kvm.kvm_pgtable_stage2_relax_perms(pgt, ipa, 0,		\
						KVM_PGTABLE_WALK_SHARED)
#else
#define shim_relax_nothing(pgt, ipa)					\
	shim_kvm.kvm_pgtable_stage2_relax_perms(pgt, ipa, 0)
#endif

/* See probes/ring.c. */
#ifdef KVM_ARM_WP_RING_RESET_COUNTS
#define SHIM_RING_PARAMS	struct kvm *kvm, struct kvm_dirty_ring *ring, \
				int *nr_entries_reset
#define SHIM_RING_ARGS		kvm, ring, nr_entries_reset
#else
#define SHIM_RING_PARAMS	struct kvm *kvm, struct kvm_dirty_ring *ring
#define SHIM_RING_ARGS		kvm, ring
#endif

/*
 * 6.2, "ftrace: arm64: move from REGS to ARGS": before, an ftrace_ops had to
 * request all registers, and ftrace passed them in a struct pt_regs.
 */
#if defined(CONFIG_DYNAMIC_FTRACE_WITH_ARGS)
#define SHIM_FTRACE_FLAGS	0
#define shim_jump(fregs, ip)	ftrace_regs_set_instruction_pointer(fregs, ip)
#define shim_argument(fregs, n)	ftrace_regs_get_argument(fregs, n)
#elif defined(CONFIG_DYNAMIC_FTRACE_WITH_REGS)
#define SHIM_FTRACE_FLAGS	FTRACE_OPS_FL_SAVE_REGS
#define shim_jump(fregs, ip)	instruction_pointer_set(ftrace_get_regs(fregs), ip)
#define shim_argument(fregs, n)	regs_get_kernel_argument(ftrace_get_regs(fregs), n)
#else
#error "this kernel's ftrace cannot redirect functions"
#endif

/*
 * 6.3, "arm64: implement HAVE_DYNAMIC_FTRACE_WITH_CALL_OPS": each function calls
 * the ftrace_ops that hooks it.  Before, and in kernels with clang's CFI, ftrace
 * looks through the list of all ftrace_ops at each call, if they are in modules.
 */
#define SHIM_CALLS_ITS_OPS IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS)

/**
 * shim_split_chunk_size() - get KVM's chunk size for eager splitting
 * @kvm:	The VM.
 *
 * Since 6.5, "KVM: arm64: Add KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE".
 *
 * Return: bytes, or 0 if KVM splits a block only when the guest writes to it.
 */
static inline u64 shim_split_chunk_size(const struct kvm *kvm)
{
#ifdef KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE
	return kvm->arch.mmu.split_page_chunk_size;
#else
	return 0;
#endif
}

/**
 * shim_vtcr() - get the VTCR_EL2 value of a VM
 * @mmu:	The VM's MMU.
 *
 * See probes/vtcr.c.
 *
 * Return: the value that KVM loads into VTCR_EL2 when it runs the VM.
 */
static inline u64 shim_vtcr(const struct kvm_s2_mmu *mmu)
{
#ifdef KVM_ARM_WP_VTCR_OF_MMU
	return mmu->vtcr;
#else
	return mmu->arch->vtcr;
#endif
}

/**
 * shim_slot_is_guest_memfd() - tell whether a guest_memfd backs a slot
 * @slot:	The slot.
 *
 * Since 6.8, "KVM: Add KVM_CREATE_GUEST_MEMFD ioctl() for guest-specific
 * backing memory".
 *
 * Return: true if a guest_memfd backs the slot.
 */
static inline bool shim_slot_is_guest_memfd(const struct kvm_memory_slot *slot)
{
#ifdef KVM_MEM_GUEST_MEMFD
	return slot->flags & KVM_MEM_GUEST_MEMFD;
#else
	return false;
#endif
}

#endif /* KVM_ARM_WP_SHIM_COMPAT_H */
