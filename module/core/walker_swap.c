// SPDX-License-Identifier: GPL-2.0
/*
 * Walker "swap": copies a table with the write permissions cleared and swaps the
 * copy in with one store, so that all pages under it become read-only at
 * one instant.
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
 * Part of a table is done in place: a copy would cost more than it, and KVM asks
 * for 64 pages at a time in a log round, of one table eight times.  The rest is
 * another function so that these pages do not pay for its stack frame.
 */
static enum wp_status wp_swap_pages(struct wp_batch *batch,
				    const struct wp_run *run)
{
	if (run->nr < PTRS_PER_PTE)
		return wp_protect_in_place(batch, run);
	return wp_swap_table(batch, run);
}

const struct wp_walker_ops wp_walker_swap = {
	.strategy.name = "swap",
	.uses_tables = true,
	.pages = wp_swap_pages,
};
