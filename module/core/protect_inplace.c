// SPDX-License-Identifier: GPL-2.0
/* Walker "inplace": clears the write permission in live leaves, one by one. */
#include "strategy.h"

static unsigned int wp_protect_pages(kvm_pte_t *ptep, unsigned int nr)
{
	unsigned int protected = 0;
	kvm_pte_t *end = ptep + nr;

	for (; ptep < end; ptep++) {
		kvm_pte_t pte = wp_entry_read(ptep);

		if (wp_entry_is_readonly(pte))
			continue;
		wp_entry_protect(ptep, pte);
		protected++;
	}
	return protected;
}

const struct wp_walker_ops wp_walker_inplace = {
	.name = "inplace",
	.pages = wp_protect_pages,
};
