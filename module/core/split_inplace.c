// SPDX-License-Identifier: GPL-2.0
/* Splitter "inplace": builds each block's table while it holds the lock. */
#include "strategy.h"

/*
 * Under a walker the children are born protected, which saves going through
 * them again.  Not so the smaller blocks that a 1 GiB block is split into: they
 * are split and protected in turn, and counted once, as pages.
 */
static kvm_pte_t wp_split_clear(struct wp_batch *batch, kvm_pte_t pte, s8 level)
{
	if (!batch->job->walker || level + 1 < WP_LAST_LEVEL)
		return 0;
	if (!wp_entry_is_readonly(pte))
		batch->counts.ptes_wp += PTRS_PER_PTE;
	return WP_ENTRY_WRITE;
}

static void wp_split_count(struct wp_batch *batch, s8 level)
{
	if (level + 1 < WP_LAST_LEVEL)
		batch->counts.splits_l1++;
	else
		batch->counts.splits_l2++;
}

/*
 * After a 1 GiB block the batch has to install its table before the blocks in
 * it can be split in turn.
 */
static enum wp_status wp_split_block(struct wp_batch *batch, kvm_pte_t *ptep,
				     kvm_pte_t pte, s8 level, phys_addr_t addr)
{
	kvm_pte_t *table;

	if (!wp_entry_is_splittable(pte, level))
		return WP_DONE;

	table = wp_batch_table(batch);
	if (!table)
		return wp_batch_full(batch) ? WP_AGAIN : WP_STARVED;

	wp_entry_fill(table, pte, level, wp_split_clear(batch, pte, level));
	wp_batch_replace(batch, ptep, table, level, addr);
	wp_split_count(batch, level);
	return level + 1 < WP_LAST_LEVEL ? WP_AGAIN : WP_DONE;
}

const struct wp_splitter_ops wp_splitter_inplace = {
	.name = "inplace",
	.block = wp_split_block,
};
