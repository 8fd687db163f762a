// SPDX-License-Identifier: GPL-2.0
/* The protector "inplace": clears the write permission in live leaves. */
#include "strategy.h"

/* Returns the number of leaves that lost the permission: 1 or 0. */
static __always_inline unsigned int wp_protect_one(kvm_pte_t *ptep)
{
	kvm_pte_t pte = wp_entry_read(ptep);

	if (wp_entry_is_readonly(pte))
		return 0;
	wp_entry_protect(ptep, pte);
	return 1;
}

/* For a group with read-only leaves: in a round few of its pages are dirty. */
static unsigned int wp_protect_mixed(kvm_pte_t *ptep)
{
	unsigned int protected = 0;
	int i;

#pragma GCC unroll 16
	for (i = 0; i < WP_ENTRY_GROUP; i++)
		protected += wp_protect_one(&ptep[i]);
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
			protected += wp_protect_mixed(ptep);
		ptep += WP_ENTRY_GROUP;
	}
	while (left--)
		protected += wp_protect_one(ptep++);
	wp_batch_protected(batch, run, protected);
	return WP_DONE;
}
EXPORT_SYMBOL_NS_GPL(wp_protect_in_place, KVM_ARM_WP);

const struct wp_protector_ops wp_protector_inplace = {
	.strategy.name = "inplace",
	.pages = wp_protect_in_place,
};
