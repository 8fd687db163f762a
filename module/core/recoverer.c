// SPDX-License-Identifier: GPL-2.0
/*
 * The recoverers "write", "access" and "none", and the part that they share.
 *
 * No recoverer builds a block.  It makes the guest fault, and KVM's own handler
 * replaces the table by a block, as it does for any fault of a slot that does not
 * log.
 */
#include "recoverer.h"

/*
 * A table that is not marked is KVM's own.  A run that is only a part of its table
 * lies at the end of a slot, where no block was.
 *
 * Without a block behind it KVM would map the page again, and each page of the
 * table would cost the guest a fault for nothing.
 */
static enum wp_status wp_recover_pages(struct wp_batch *batch,
				       const struct wp_run *run)
{
	u64 protected = batch->counts.ptes_wp;
	enum wp_status status;

	if (run->nr < PTRS_PER_PTE ||
	    !wp_entry_is_split(wp_entry_read(run->parent)))
		return WP_DONE;
	if (!wp_env_is_large(&batch->job->env, run->addr,
			     wp_level_size(WP_LAST_LEVEL - 1))) {
		batch->counts.recover_left_small++;
		return WP_DONE;
	}
	batch->counts.recovered_tables++;
	status = batch->job->recoverer->table(batch, run);
	/* The counter is of pages that were protected for a log. */
	batch->counts.ptes_wp = protected;
	return status;
}

const struct wp_protector_ops wp_recover_protector = {
	.strategy.name = "recover",
	.pages = wp_recover_pages,
};

static enum wp_status wp_recover_block(struct wp_batch *batch,
				       const struct wp_block *block)
{
	return WP_DONE;
}

const struct wp_splitter_ops wp_recover_splitter = {
	.strategy.name = "keep",
	.block = wp_recover_block,
};

/* Writes fault, and the guest reads on without a fault. */
const struct wp_recoverer_ops wp_recoverer_write = {
	.strategy.name = "write",
	.table = wp_protect_in_place,
};

void wp_batch_unmap(struct wp_batch *batch, const struct wp_run *run)
{
	wp_batch_assert_locked(batch);
	wp_env_unmap(&batch->job->env, run->addr, run->nr * PAGE_SIZE);
}
EXPORT_SYMBOL_NS_GPL(wp_batch_unmap, KVM_ARM_WP);

/* Each access faults, so memory that is only read gets its blocks back, too. */
static enum wp_status wp_recover_by_access(struct wp_batch *batch,
					   const struct wp_run *run)
{
	wp_batch_unmap(batch, run);
	return WP_AGAIN;
}

static const char *wp_recover_by_access_refuses(void)
{
	return wp_env_unmap_is_cheap() ? NULL :
		"this CPU has no FEAT_S2FWB, so that unmapping would clean the caches of each page";
}

const struct wp_recoverer_ops wp_recoverer_access = {
	.strategy.name = "access",
	.refuses = wp_recover_by_access_refuses,
	.table = wp_recover_by_access,
};

const struct wp_recoverer_ops wp_recoverer_none = {
	.strategy.name = "none",
};
