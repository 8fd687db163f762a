// SPDX-License-Identifier: GPL-2.0
/* Gives access to a VM's mmu_lock, stage-2 table, TLB flushes and slots. */
#include <linux/dcache.h>
#include <linux/export.h>
#include <linux/page_ref.h>

#include "shim.h"

static bool shim_table(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	const struct kvm_pgtable *pgt = kvm->arch.mmu.pgt;

	if (!pgt || !shim_table_is_known(&kvm->arch.mmu))
		return false;
	shim_describe(pgt, s2);
	return true;
}

bool kvm_arm_wp_stage2_lock(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	write_lock(&kvm->mmu_lock);
	if (!shim_table(kvm, s2)) {
		write_unlock(&kvm->mmu_lock);
		return false;
	}
	/* Only for sparse, which cannot express "locked if true". */
	__release(&kvm->mmu_lock);
	return true;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_stage2_lock, KVM_ARM_WP);

void kvm_arm_wp_stage2_unlock(struct kvm *kvm)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	__acquire(&kvm->mmu_lock);
	write_unlock(&kvm->mmu_lock);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_stage2_unlock, KVM_ARM_WP);

/*
 * On kernels without full preemption RCU-tasks is plain RCU.  It waits for a
 * replacement only as long as that holds mmu_lock, so take a reference before.
 * None is to be had if the module is being unloaded.
 */
bool kvm_arm_wp_hold_interrupt(struct kvm *kvm)
{
	lockdep_assert_held(&kvm->slots_lock);
	lockdep_assert_held_write(&kvm->mmu_lock);
	if (!shim_try_stay())
		return false;
	/* Only for sparse: KVM has taken the lock. */
	__acquire(&kvm->mmu_lock);
	write_unlock(&kvm->mmu_lock);
	return true;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_hold_interrupt, KVM_ARM_WP);

/* Drop the reference after the lock is taken, as the lock replaces it. */
bool kvm_arm_wp_hold_resume(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	lockdep_assert_held(&kvm->slots_lock);
	cond_resched();
	write_lock(&kvm->mmu_lock);
	/* Only for sparse: KVM will release the lock. */
	__release(&kvm->mmu_lock);
	shim_leave();
	return shim_table(kvm, s2);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_hold_resume, KVM_ARM_WP);

/*
 * Call the originals, so that the replacements do not count our flush as one
 * that KVM does for the dirty log.
 */
void kvm_arm_wp_stage2_flush(struct kvm *kvm, phys_addr_t ipa, u64 size)
{
	if (shim_kvm.kvm_tlb_flush_vmid_range)
		shim_kvm.kvm_tlb_flush_vmid_range(&kvm->arch.mmu, ipa, size);
	else if (shim_body_kvm_arch_flush_remote_tlbs)
		shim_original_kvm_arch_flush_remote_tlbs(kvm);
	else
		shim_original_kvm_flush_remote_tlbs(kvm);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_stage2_flush, KVM_ARM_WP);

/* Under the lock of kvm_arm_wp_stage2_lock() there is a table. */
void kvm_arm_wp_stage2_unmap(struct kvm *kvm, phys_addr_t ipa, u64 size)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	shim_kvm.kvm_pgtable_stage2_unmap(kvm->arch.mmu.pgt, ipa, size);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_stage2_unmap, KVM_ARM_WP);

bool kvm_arm_wp_unmap_is_cheap(void)
{
	return cpus_have_final_cap(ARM64_HAS_STAGE2_FWB);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_unmap_is_cheap, KVM_ARM_WP);

void kvm_arm_wp_table_adopt(void *table, unsigned int entries)
{
	page_ref_add(virt_to_page(table), entries);
	kvm_account_pgtable_pages(table, 1);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_table_adopt, KVM_ARM_WP);

void kvm_arm_wp_table_disown(void *table, unsigned int entries)
{
	page_ref_sub(virt_to_page(table), entries);
	kvm_account_pgtable_pages(table, -1);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_table_disown, KVM_ARM_WP);

void *kvm_arm_wp_cache_take(struct kvm_mmu_memory_cache *cache)
{
	return cache->nobjs ? cache->objects[--cache->nobjs] : NULL;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_cache_take, KVM_ARM_WP);

/* KVM fills the cache with zeroed pages, and relies on that. */
void kvm_arm_wp_cache_give(struct kvm_mmu_memory_cache *cache, void *page)
{
	clear_page(page);
	cache->objects[cache->nobjs++] = page;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_cache_give, KVM_ARM_WP);

enum kvm_arm_wp_support
kvm_arm_wp_slot_support(struct kvm *kvm, const struct kvm_memory_slot *slot)
{
	return shim_slot_support(kvm, slot);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_slot_support, KVM_ARM_WP);

void kvm_arm_wp_vm_name(struct kvm *kvm, char *name, size_t size)
{
	if (IS_ERR_OR_NULL(kvm->debugfs_dentry))
		strscpy(name, "", size);
	else
		snprintf(name, size, "%pd", kvm->debugfs_dentry);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_vm_name, KVM_ARM_WP);
