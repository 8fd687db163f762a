// SPDX-License-Identifier: GPL-2.0
/* Collects blocks under the lock, and builds tables for them without it. */
#include <linux/kernel.h>

#include "snapshot.h"
#include "walk.h"

static void wp_snapshot_add(struct wp_snapshot *snapshot, phys_addr_t addr,
			    kvm_pte_t pte, s8 level)
{
	snapshot->block[snapshot->nr++] = (struct wp_prebuilt){
		.addr = addr,
		.pte = pte,
		.level = level,
	};
}

static bool wp_snapshot_full(const struct wp_snapshot *snapshot)
{
	return snapshot->nr == ARRAY_SIZE(snapshot->block);
}

/*
 * The splitter will install the children of the block and split them in turn
 * within one hold of the lock.  Their values follow from the block, so tables
 * can be built for them as well.
 */
static void wp_snapshot_add_children(struct wp_snapshot *snapshot,
				     const struct wp_block *block)
{
	kvm_pte_t child = wp_entry_child(block->pte, block->level);
	phys_addr_t step = wp_level_size(block->level + 1);
	int i;

	for (i = 0; i < PTRS_PER_PTE && !wp_snapshot_full(snapshot); i++)
		wp_snapshot_add(snapshot, block->addr + i * step,
				child + i * step, block->level + 1);
}

/* A splitter that only collects.  WP_STARVED ends the walk at this block. */
static enum wp_status wp_snapshot_block(struct wp_batch *batch,
					const struct wp_block *block)
{
	struct wp_snapshot *snapshot = batch->snapshot;

	if (!wp_entry_is_splittable(block->pte, block->level))
		return WP_DONE;
	if (wp_snapshot_full(snapshot))
		return WP_STARVED;
	wp_snapshot_add(snapshot, block->addr, block->pte, block->level);
	if (block->level + 1 < WP_LAST_LEVEL)
		wp_snapshot_add_children(snapshot, block);
	return WP_DONE;
}

static const struct wp_splitter_ops wp_snapshot_splitter = {
	.block = wp_snapshot_block,
};

void wp_snapshot_look(struct wp_batch *batch,
		      const struct kvm_arm_wp_stage2 *s2)
{
	const struct wp_job *job = batch->job;
	const struct wp_job look = {
		.env = job->env,
		.splitter = &wp_snapshot_splitter,
		.end = job->end,
	};
	phys_addr_t start = batch->next;
	enum wp_status status;

	wp_batch_assert_locked(batch);
	batch->snapshot->nr = 0;
	batch->snapshot->next = 0;
	batch->job = &look;
	wp_batch_begin(batch);
	status = wp_walk(batch, s2);
	wp_batch_end(batch);
	batch->job = job;
	batch->until = status == WP_DONE ? job->end : batch->next;
	batch->next = start;
}

void wp_snapshot_build(struct wp_snapshot *snapshot, const struct wp_job *job,
		       struct wp_reserve *reserve)
{
	unsigned int i;

	for (i = 0; i < snapshot->nr && reserve->nr; i++) {
		struct wp_prebuilt *prebuilt = &snapshot->block[i];
		const struct wp_block block = {
			.pte = prebuilt->pte,
			.level = prebuilt->level,
			.addr = prebuilt->addr,
		};

		prebuilt->table = reserve->table[--reserve->nr];
		job->splitter->build(prebuilt->table, &block,
				     wp_job_clear(job, block.level));
	}
}

void wp_snapshot_drop(struct wp_snapshot *snapshot, struct wp_reserve *reserve)
{
	unsigned int i;

	for (i = 0; i < snapshot->nr; i++)
		if (snapshot->block[i].table)
			reserve->table[reserve->nr++] = snapshot->block[i].table;
	snapshot->nr = 0;
}
