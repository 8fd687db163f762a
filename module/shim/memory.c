// SPDX-License-Identifier: GPL-2.0
/* Looks at how the VMM's page table maps a guest's memory. */
#include <linux/export.h>
#include <linux/pgtable.h>

#include "shim.h"

/*
 * Size of the entry that maps an address, or 0.  Interrupts are disabled, which
 * keeps the tables: they are freed after an IPI to each CPU, or by RCU.  The
 * top-level table stays because KVM holds a reference on the mm.
 */
static u64 shim_mapping_size(struct mm_struct *mm, unsigned long hva)
{
	pgd_t *pgdp = pgd_offset(mm, hva);
	pgd_t pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t pmd;

	if (pgd_none(pgd))
		return 0;
	p4dp = p4d_offset_lockless(pgdp, pgd, hva);
	p4d = READ_ONCE(*p4dp);
	if (p4d_none(p4d))
		return 0;
	pudp = pud_offset_lockless(p4dp, p4d, hva);
	pud = READ_ONCE(*pudp);
	if (!pud_present(pud))
		return 0;
	if (pud_leaf(pud))
		return PUD_SIZE;
	pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, hva));
	return pmd_present(pmd) && pmd_leaf(pmd) ? PMD_SIZE : 0;
}

bool kvm_arm_wp_memory_is_large(struct kvm *kvm, phys_addr_t ipa, u64 size)
{
	const struct kvm_memory_slot *slot;
	unsigned long flags;
	bool large;

	lockdep_assert_held(&kvm->slots_lock);
	slot = __gfn_to_memslot(kvm_memslots(kvm), gpa_to_gfn(ipa));
	if (!slot)
		return false;
	local_irq_save(flags);
	large = shim_mapping_size(kvm->mm, __gfn_to_hva_memslot(slot, gpa_to_gfn(ipa))) >= size;
	local_irq_restore(flags);
	return large;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_memory_is_large, KVM_ARM_WP);
