// SPDX-License-Identifier: GPL-2.0
/* Gives a page back the write permission that only the log took. */
#include "kvm_arm_wp_entry.h"
#include "unprotect.h"

/*
 * Returns the last-level entry, or NULL with the reason.  Another vCPU may change
 * the table meanwhile, but the value of an entry that was read once is good: what
 * it points to is not freed before the end of the RCU read section.
 */
static kvm_pte_t *wp_unprotect_find(const struct kvm_arm_wp_stage2 *s2,
				    phys_addr_t ipa, enum wp_fault *why)
{
	kvm_pte_t *ptep = s2->root + wp_root_index(ipa, s2->start_level);
	s8 level = s2->start_level;

	while (level < WP_LAST_LEVEL) {
		kvm_pte_t pte = wp_entry_read(ptep);

		if (!wp_entry_leads_on(pte)) {
			*why = kvm_pte_valid(pte) ? WP_FAULT_BLOCK :
						    WP_FAULT_UNMAPPED;
			return NULL;
		}
		level++;
		ptep = wp_entry_follow(pte) + wp_entry_index(ipa, level);
	}
	return ptep;
}

static enum wp_fault wp_unprotect_judge(kvm_pte_t pte)
{
	if (!kvm_pte_valid(pte))
		return WP_FAULT_UNMAPPED;
	if (pte & (WP_ENTRY_WRITE | WP_ENTRY_WAS_WRITABLE))
		return WP_FAULT_FAST;
	return WP_FAULT_READONLY;
}

/*
 * The exchange fails if the entry has changed.  Read it again then: the page may
 * be writable now, or gone.  Each turn is another's progress.
 */
enum wp_fault wp_unprotect(struct kvm *kvm, const struct kvm_arm_wp_stage2 *s2,
			   phys_addr_t ipa)
{
	enum wp_fault result = WP_FAULT_UNMAPPED;
	kvm_pte_t *ptep, pte;

	wp_env_assert_read_locked(kvm);
	ptep = wp_unprotect_find(s2, ipa, &result);
	if (!ptep)
		return result;
	do {
		pte = wp_entry_read(ptep);
		result = wp_unprotect_judge(pte);
	} while (result == WP_FAULT_FAST && !(pte & WP_ENTRY_WRITE) &&
		 !wp_entry_unprotect(ptep, pte));
	return result;
}
