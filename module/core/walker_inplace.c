// SPDX-License-Identifier: GPL-2.0
/* Walker "inplace": clears the write permission in live leaves, one by one. */
#include "strategy.h"

/* Returns how many have lost their permission. */
static unsigned int wp_protect_each(kvm_pte_t *ptep, unsigned int nr)
{
	unsigned int i, protected = 0;

	for (i = 0; i < nr; i++) {
		kvm_pte_t pte = wp_entry_read(&ptep[i]);

		if (wp_entry_is_readonly(pte))
			continue;
		wp_entry_protect(&ptep[i], pte);
		protected++;
	}
	return protected;
}

enum wp_status wp_protect_in_place(struct wp_batch *batch,
				   const struct wp_run *run)
{
	unsigned int left = run->nr, protected = 0;
	kvm_pte_t *ptep = run->ptep;

	for (; left >= WP_ENTRY_GROUP; left -= WP_ENTRY_GROUP) {
		if (wp_entry_protect_group(ptep, ptep))
			protected += WP_ENTRY_GROUP;
		else
			protected += wp_protect_each(ptep, WP_ENTRY_GROUP);
		ptep += WP_ENTRY_GROUP;
	}
	protected += wp_protect_each(ptep, left);
	wp_batch_protected(batch, run, protected);
	return WP_DONE;
}
EXPORT_SYMBOL_NS_GPL(wp_protect_in_place, KVM_ARM_WP);

const struct wp_walker_ops wp_walker_inplace = {
	.strategy.name = "inplace",
	.pages = wp_protect_in_place,
};
