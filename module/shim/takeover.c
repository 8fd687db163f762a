// SPDX-License-Identifier: GPL-2.0
/*
 * Replacements for KVM functions that edit tables or flush TLBs, and the
 * watcher of the function that marks pages dirty.  KVM calls a replacement in
 * the context of the original.
 */
#include <linux/bitops.h>
#include <linux/ktime.h>
#include <asm/kvm_mmu.h>

#include "shim.h"

/*
 * Rounds as kvm_pgtable_walk() does: ignores the offset of the address in its
 * page, and rounds the end up to the next page boundary.
 */
static bool shim_request_range(struct kvm_arm_wp_request *req, u64 addr,
			       u64 size)
{
	phys_addr_t limit = BIT_ULL(req->s2.ia_bits);

	req->start = ALIGN_DOWN(addr, PAGE_SIZE);
	req->end = PAGE_ALIGN(req->start + size);
	return req->start < req->end && req->end <= limit;
}

/*
 * Returns false for any unusual request: KVM's own function handles it, and
 * returns the error if there is one.  The slot is looked up under slots_lock,
 * which KVM holds in all of its passes.
 */
static __always_inline bool shim_request(struct kvm_arm_wp_request *req,
					 struct kvm_pgtable *pgt, u64 addr,
					 u64 size)
{
	struct kvm_s2_mmu *mmu = pgt->mmu;

	if (!mmu || !pgt->pgd || !shim_table_is_known(mmu))
		return false;
	shim_describe(pgt, &req->s2);
	if (!shim_request_range(req, addr, size))
		return false;

	req->kvm = kvm_s2_mmu_to_kvm(mmu);
	lockdep_assert_held_write(&req->kvm->mmu_lock);
	lockdep_assert_held(&req->kvm->slots_lock);
	req->slot = NULL;
	if (mmu != &req->kvm->arch.mmu)
		return true;
	req->slot = __gfn_to_memslot(kvm_memslots(req->kvm),
				     gpa_to_gfn(req->start));
	return req->slot && shim_slot_support(req->kvm, req->slot) ==
			    KVM_ARM_WP_SUPPORTED;
}

/*
 * mmu_lock is held for write, and the caller owes the flush.  Fails only with
 * the original's error, for a range outside the table.
 */
int shim_wrprotect(struct kvm_pgtable *pgt, u64 addr, u64 size)
{
	struct kvm_arm_wp_request req;
	int ret = 0;

	if (!shim_request(&req, pgt, addr, size) ||
	    !shim_consumer->protect(&req))
		ret = shim_original_kvm_pgtable_stage2_wrprotect(pgt, addr,
								 size);
	shim_leave_edit();
	return ret;
}

/*
 * mmu_lock is held for write, and no flush is owed on return.  Returns -ENOMEM
 * if the cache runs out, or the original's error for a range outside the table.
 */
int shim_split(struct kvm_pgtable *pgt, u64 addr, u64 size,
	       struct kvm_mmu_memory_cache *cache)
{
	struct kvm_arm_wp_request req;
	int ret;

	if (!shim_request(&req, pgt, addr, size) ||
	    !shim_consumer->split(&req, cache, &ret))
		ret = shim_original_kvm_pgtable_stage2_split(pgt, addr, size,
							     cache);
	shim_leave_edit();
	return ret;
}

/*
 * KVM calls this only after it has write-protected a slot, or the pages that a
 * round found dirty in a slot.  If it fails, KVM flushes all of the VM, which
 * shim_flush_all() reports.
 */
int shim_flush_range(struct kvm *kvm, gfn_t gfn, u64 nr_pages)
{
	const struct kvm_memory_slot *slot =
		__gfn_to_memslot(kvm_memslots(kvm), gfn);
	u64 begin = ktime_get_ns();
	int ret;

	lockdep_assert_held(&kvm->slots_lock);
	ret = shim_original_kvm_arch_flush_remote_tlbs_range(kvm, gfn, nr_pages);
	if (!ret && slot)
		shim_consumer->flushed(kvm, slot, ktime_get_ns() - begin);
	shim_leave();
	return ret;
}

/*
 * Before 6.6 KVM calls this after a round, in the place of shim_flush_range().
 * The original calls kvm_flush_remote_tlbs(), so shim_flush_vm() reports the
 * flush as well, and first.
 */
void shim_flush_slot(struct kvm *kvm, const struct kvm_memory_slot *slot)
{
	u64 begin = ktime_get_ns();

	lockdep_assert_held(&kvm->slots_lock);
	shim_original_kvm_arch_flush_remote_tlbs_memslot(kvm, slot);
	shim_consumer->flushed(kvm, slot, ktime_get_ns() - begin);
	shim_leave();
}

/* Any context: KVM flushes a VM not only for the dirty log. */
int shim_flush_all(struct kvm *kvm)
{
	u64 begin = ktime_get_ns();
	int ret;

	ret = shim_original_kvm_arch_flush_remote_tlbs(kvm);
	shim_consumer->flushed(kvm, NULL, ktime_get_ns() - begin);
	shim_leave();
	return ret;
}

/*
 * Any context, as shim_flush_all().  Not redirected since 6.6, where KVM's own
 * function calls kvm_arch_flush_remote_tlbs().
 */
void shim_flush_vm(struct kvm *kvm)
{
	u64 begin = ktime_get_ns();

	shim_original_kvm_flush_remote_tlbs(kvm);
	shim_consumer->flushed(kvm, NULL, ktime_get_ns() - begin);
	shim_leave();
}

void shim_watch_dirty(struct kvm *kvm, const struct kvm_memory_slot *slot,
		      gfn_t gfn)
{
	if (shim_page_is_clean(slot, gfn))
		shim_consumer->dirty(kvm, slot);
}
