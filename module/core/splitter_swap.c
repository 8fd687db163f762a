// SPDX-License-Identifier: GPL-2.0
/*
 * Splitter "swap": has the tables built before, with the lock dropped.  Under
 * the lock there is little left to do but break, flush and make; a block that
 * has changed since is done like "inplace" does it.
 */
#include "strategy.h"

static void wp_build_table(kvm_pte_t *table, const struct wp_block *block,
			   kvm_pte_t clear)
{
	wp_entry_fill(table, block->pte, block->level, clear);
}

const struct wp_splitter_ops wp_splitter_swap = {
	.strategy.name = "swap",
	.block = wp_split_block,
	.build = wp_build_table,
};
