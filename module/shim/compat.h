/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the shim has to know of other kernels than the one it is built for.
 *
 * Functions that only some kernels have are declared here, to be looked up when
 * the shim is loaded.  Where the kernel declares one as well, the compiler holds
 * the two declarations to each other: a signature that has changed is an error
 * of the build.
 */
#ifndef KVM_ARM_WP_SHIM_COMPAT_H
#define KVM_ARM_WP_SHIM_COMPAT_H

#include <linux/ftrace.h>

#include "kvm_arm_wp_shim.h"
#include "probed/ring.h"
#include "probed/vtcr.h"

/*
 * The walker swap uses a table again as soon as TLBs are flushed, so that every walk
 * in software has to take mmu_lock.  6.15, "KVM: Allow lockless walk of SPTEs when
 * handling aging mmu_notifier event": what chooses this does not.  arm64 does not
 * choose it up to 7.3.
 */
#ifdef CONFIG_KVM_MMU_LOCKLESS_AGING
#error "this KVM walks tables without mmu_lock (CONFIG_KVM_MMU_LOCKLESS_AGING)"
#endif

/*
 * The newest release that the tests have run on.  On a later one there is a
 * warning, if all is there that the shim looks for.
 */
#define SHIM_NEWEST_TESTED "7.3"

/**
 * is_kvm_arm_initialised() - is KVM running?
 *
 * Since 6.5, "KVM: arm64: Handle kvm_arm_init failure correctly in
 * finalize_pkvm".
 *
 * Return: true if so.
 */
bool is_kvm_arm_initialised(void);

/**
 * kvm_pgtable_stage2_split() - split blocks
 * @pgt:	The table.
 * @addr:	First IPA.
 * @size:	Bytes.
 * @cache:	Pages for tables.
 *
 * Since 6.5, "KVM: arm64: Add kvm_pgtable_stage2_split()".
 *
 * Return: 0 or an error.
 */
int kvm_pgtable_stage2_split(struct kvm_pgtable *pgt, u64 addr, u64 size,
			     struct kvm_mmu_memory_cache *cache);

/**
 * kvm_tlb_flush_vmid_range() - flush a range of a VM's TLB entries
 * @mmu:	The VM's MMU.
 * @addr:	First IPA.
 * @size:	Bytes.
 *
 * Since 6.6, "KVM: arm64: Define kvm_tlb_flush_vmid_range()".
 */
void kvm_tlb_flush_vmid_range(struct kvm_s2_mmu *mmu, phys_addr_t addr,
			      size_t size);

/**
 * kvm_arch_flush_remote_tlbs() - flush all of a VM's TLB entries
 * @kvm:	The VM.
 *
 * Since 6.6, "KVM: arm64: Use kvm_arch_flush_remote_tlbs()".
 *
 * Return: 0 or an error.
 */
int kvm_arch_flush_remote_tlbs(struct kvm *kvm);

/**
 * kvm_arch_flush_remote_tlbs_range() - the same for some pages
 * @kvm:	The VM.
 * @gfn:	First page.
 * @nr_pages:	How many.
 *
 * Since 6.6, "KVM: arm64: Implement kvm_arch_flush_remote_tlbs_range()".
 *
 * Return: 0 or an error.
 */
int kvm_arch_flush_remote_tlbs_range(struct kvm *kvm, gfn_t gfn, u64 nr_pages);

/**
 * kvm_arch_flush_remote_tlbs_memslot() - flush after a slot was protected
 * @kvm:	The VM, all of which is flushed.
 * @slot:	The slot.
 *
 * Gone since 6.6, "KVM: Move kvm_arch_flush_remote_tlbs_memslot() to common code".
 * KVM calls it after a round only, and kvm_flush_remote_tlbs() at commit.
 */
void kvm_arch_flush_remote_tlbs_memslot(struct kvm *kvm,
					const struct kvm_memory_slot *slot);

/**
 * pkvm_pgtable_stage2_wrprotect() - ask the hypervisor to write-protect pages
 * @pgt:	The VM's table, as the host knows it.
 * @addr:	First IPA.
 * @size:	Bytes.
 *
 * Since 6.14, "KVM: arm64: Plumb the pKVM MMU in KVM": in protected mode the
 * hypervisor keeps the tables of all guests, and the host asks for changes.
 * Before, it ran guests on the host's tables: those it had itself were for
 * protected guests, which could not be made yet.
 *
 * Return: 0 or an error.
 */
int pkvm_pgtable_stage2_wrprotect(struct kvm_pgtable *pgt, u64 addr, u64 size);

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
 * 6.2, "ftrace: arm64: move from REGS to ARGS": before, all registers had to be
 * asked for, and were in a struct pt_regs.
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

/**
 * shim_split_chunk_size() - how much KVM splits at a time, of its own accord
 * @kvm:	The VM.
 *
 * Since 6.5, "KVM: arm64: Add KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE".
 *
 * Return: bytes, or 0 if it splits nothing before it is written to.
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
 * shim_vtcr() - how the hardware uses a VM's table
 * @mmu:	The VM's MMU.
 *
 * See probes/vtcr.c.
 *
 * Return: what goes into VTCR_EL2.
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
 * shim_slot_is_guest_memfd() - is the slot's memory a guest_memfd?
 * @slot:	The slot.
 *
 * Since 6.8, "KVM: Add KVM_CREATE_GUEST_MEMFD ioctl() for guest-specific backing
 * memory".
 *
 * Return: true if so.
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
