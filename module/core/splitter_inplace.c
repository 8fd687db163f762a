// SPDX-License-Identifier: GPL-2.0
/* Splitter "inplace": builds each block's table while it holds the lock. */
#include "strategy.h"

/*
 * After a 1 GiB block the batch has to install its table before the blocks in
 * it can be split in turn.
 */
enum wp_status wp_split_block(struct wp_batch *batch,
			      const struct wp_block *block)
{
	kvm_pte_t *table;

	if (!wp_entry_is_splittable(block->pte, block->level))
		return WP_DONE;

	table = wp_batch_prepared(batch, block);
	if (!table) {
		table = wp_batch_table(batch);
		if (!table)
			return wp_batch_wait(batch);
		wp_entry_fill(table, block->pte, block->level,
			      wp_batch_clear(batch, block));
	}
	wp_batch_replace(batch, block, table);
	return block->level + 1 < WP_LAST_LEVEL ? WP_AGAIN : WP_DONE;
}
EXPORT_SYMBOL_NS_GPL(wp_split_block, KVM_ARM_WP);

const struct wp_splitter_ops wp_splitter_inplace = {
	.strategy.name = "inplace",
	.block = wp_split_block,
};
