// SPDX-License-Identifier: GPL-2.0
/*
 * The protector "swap": copies a table without the write permissions, and swaps
 * the copy in with one store.  All pages of the table become read-only at once.
 */
#include "strategy.h"

static bool wp_run_is_readonly(const struct wp_run *run)
{
	unsigned int i;

	for (i = 0; i < run->nr; i++)
		if (!wp_entry_is_readonly(wp_entry_read(&run->ptep[i])))
			return false;
	return true;
}

static noinline enum wp_status wp_swap_table(struct wp_batch *batch,
					     const struct wp_run *run)
{
	struct wp_copied copied;
	kvm_pte_t *table;

	if (wp_run_is_readonly(run))
		return WP_DONE;
	table = wp_batch_table(batch);
	if (!table)
		return wp_batch_wait(batch);

	copied = wp_entry_copy(table, run->ptep);
	wp_batch_swap(batch, run, table, &copied);
	return WP_DONE;
}

/*
 * Protect a part of a table in place: in a round KVM asks for 64 pages at a
 * time, and a copy of all of the table would cost more than the 64 entries.
 * wp_swap_table() is noinline so that a round does not pay for its stack frame.
 */
static enum wp_status wp_swap_pages(struct wp_batch *batch,
				    const struct wp_run *run)
{
	if (run->nr < PTRS_PER_PTE)
		return wp_protect_in_place(batch, run);
	return wp_swap_table(batch, run);
}

const struct wp_protector_ops wp_protector_swap = {
	.strategy.name = "swap",
	.uses_tables = true,
	.pages = wp_swap_pages,
};
