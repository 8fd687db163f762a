// SPDX-License-Identifier: GPL-2.0
/*
 * The splitters "inplace" and "prebuild".
 *
 * "inplace" fills the table of a block under mmu_lock.  "prebuild" has tables
 * filled before the lock is taken, so that little more than break, flush and
 * make is left to do under it; it treats a block that has changed since like
 * "inplace".
 */
#include "strategy.h"

/*
 * The blocks of a 1 GiB block can be split once the batch has installed the
 * table of that block: WP_AGAIN.
 */
enum wp_status wp_split_block(struct wp_batch *batch,
			      const struct wp_block *block)
{
	kvm_pte_t *table;

	if (!wp_entry_is_splittable(block->pte, block->level))
		return WP_DONE;

	table = wp_batch_prebuilt(batch, block);
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

static void wp_build_table(kvm_pte_t *table, const struct wp_block *block,
			   kvm_pte_t clear)
{
	wp_entry_fill(table, block->pte, block->level, clear);
}

const struct wp_splitter_ops wp_splitter_inplace = {
	.strategy.name = "inplace",
	.block = wp_split_block,
};

const struct wp_splitter_ops wp_splitter_prebuild = {
	.strategy.name = "prebuild",
	.block = wp_split_block,
	.build = wp_build_table,
};
