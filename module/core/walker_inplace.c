// SPDX-License-Identifier: GPL-2.0
/* Walker "inplace": clears the write permission in live leaves, one by one. */
#include "strategy.h"

enum wp_status wp_protect_in_place(struct wp_batch *batch,
				   const struct wp_run *run)
{
	kvm_pte_t *end = run->ptep + run->nr;
	unsigned int protected = 0;
	kvm_pte_t *ptep;

	for (ptep = run->ptep; ptep < end; ptep++) {
		kvm_pte_t pte = wp_entry_read(ptep);

		if (wp_entry_is_readonly(pte))
			continue;
		wp_entry_protect(ptep, pte);
		protected++;
	}
	wp_batch_protected(batch, run, protected);
	return WP_DONE;
}
EXPORT_SYMBOL_NS_GPL(wp_protect_in_place, KVM_ARM_WP);

const struct wp_walker_ops wp_walker_inplace = {
	.strategy.name = "inplace",
	.pages = wp_protect_in_place,
};
