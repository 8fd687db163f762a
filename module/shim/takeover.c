// SPDX-License-Identifier: GPL-2.0
/*
 * The functions that KVM calls instead of its own while we are attached: those
 * that edit tables, flush TLBs and mark pages dirty.
 */
#include <linux/bitops.h>
#include <linux/ktime.h>
#include <asm/kvm_mmu.h>

#include "shim.h"

/* The rounding of kvm_pgtable_walk(). */
static bool shim_request_range(struct kvm_arm_wp_request *req, u64 addr,
			       u64 size)
{
	phys_addr_t limit = BIT_ULL(req->s2.ia_bits);

	req->start = ALIGN_DOWN(addr, PAGE_SIZE);
	req->end = PAGE_ALIGN(req->start + size);
	return req->start < req->end && req->end <= limit;
}

/*
 * Whatever is unusual is KVM's to deal with, errors included.  Slots are
 * looked up under slots_lock: all of KVM's passes hold it.
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
	req->slot = NULL;
	if (mmu != &req->kvm->arch.mmu)
		return true;
	req->slot = __gfn_to_memslot(kvm_memslots(req->kvm),
				     gpa_to_gfn(req->start));
	return req->slot && shim_slot_support(req->kvm, req->slot) ==
			    KVM_ARM_WP_SUPPORTED;
}

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

/* KVM flushes all of the VM when this fails, which comes by shim_flush_all(). */
int shim_flush_range(struct kvm *kvm, gfn_t gfn, u64 nr_pages)
{
	const struct kvm_memory_slot *slot =
		__gfn_to_memslot(kvm_memslots(kvm), gfn);
	u64 begin = ktime_get_ns();
	int ret;

	ret = shim_original_kvm_arch_flush_remote_tlbs_range(kvm, gfn, nr_pages);
	if (!ret && slot)
		shim_consumer->flushed(kvm, slot, ktime_get_ns() - begin);
	shim_leave();
	return ret;
}

void shim_flush_slot(struct kvm *kvm, const struct kvm_memory_slot *slot)
{
	u64 begin = ktime_get_ns();

	shim_original_kvm_arch_flush_remote_tlbs_memslot(kvm, slot);
	shim_consumer->flushed(kvm, slot, ktime_get_ns() - begin);
	shim_leave();
}

int shim_flush_all(struct kvm *kvm)
{
	u64 begin = ktime_get_ns();
	int ret;

	ret = shim_original_kvm_arch_flush_remote_tlbs(kvm);
	shim_consumer->flushed(kvm, NULL, ktime_get_ns() - begin);
	shim_leave();
	return ret;
}

void shim_flush_vm(struct kvm *kvm)
{
	u64 begin = ktime_get_ns();

	shim_original_kvm_flush_remote_tlbs(kvm);
	shim_consumer->flushed(kvm, NULL, ktime_get_ns() - begin);
	shim_leave();
}

/*
 * Asked before KVM sets the bit.  Two vCPUs that dirty a page at the same moment
 * may both find it clean.
 */
static bool shim_page_is_clean(const struct kvm_memory_slot *slot, gfn_t gfn)
{
	if (!slot || !kvm_slot_dirty_track_enabled(slot))
		return false;
	return !slot->dirty_bitmap ||
	       !test_bit_le(gfn - slot->base_gfn, slot->dirty_bitmap);
}

void shim_watch_dirty(struct kvm *kvm, const struct kvm_memory_slot *slot,
		      gfn_t gfn)
{
	if (shim_page_is_clean(slot, gfn))
		shim_consumer->dirty(kvm, slot);
}
