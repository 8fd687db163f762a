// SPDX-License-Identifier: GPL-2.0
/* One hold of the lock: its time budget, and break, flush, make. */
#include <linux/kernel.h>

#include "batch.h"
#include "walk.h"

bool wp_batch_pause(struct wp_batch *batch, unsigned int work)
{
	batch->work += work;
	if (batch->work < WP_TABLE_WORK)
		return false;
	batch->work = 0;
	if (wp_env_contended(&batch->job->env))
		return true;
	return wp_env_clock_ns() - batch->begin_ns >= WP_BATCH_NS;
}

void wp_batch_touched(struct wp_batch *batch, phys_addr_t addr, phys_addr_t end)
{
	if (!batch->dirty_end)
		batch->dirty_start = addr;
	batch->dirty_end = end;
}

kvm_pte_t *wp_batch_table(struct wp_batch *batch)
{
	if (wp_batch_full(batch) || !batch->reserve->nr)
		return NULL;
	return batch->reserve->table[--batch->reserve->nr];
}

/*
 * The table is adopted before it is reachable: once it is, KVM may drop
 * references to it as soon as the lock is free.
 */
void wp_batch_break(struct wp_batch *batch, kvm_pte_t *ptep, kvm_pte_t *table,
		    s8 level, phys_addr_t addr)
{
	struct wp_broken *broken = &batch->broken[batch->nr_broken++];

	wp_env_adopt(table, PTRS_PER_PTE);
	broken->ptep = ptep;
	broken->table = wp_entry_table(table);
	wp_entry_break(ptep);
	wp_batch_touched(batch, addr, addr + wp_level_size(level));
	batch->counts.table_pages++;
}

static void wp_batch_flush(struct wp_batch *batch)
{
	u64 begin = wp_env_clock_ns();

	wp_env_flush(&batch->job->env, batch->dirty_start,
		     batch->dirty_end - batch->dirty_start);
	batch->flush_ns = wp_env_clock_ns() - begin;
	batch->counts.tlb_flushes = 1;
	batch->counts.tlb_flush_ns_total = batch->flush_ns;
	batch->counts.tlb_flush_ns_max = batch->flush_ns;
}

/*
 * One flush serves two debts: the break-before-make of the blocks, which has to
 * be paid before the tables go in (else a TLB could hold the block and a page
 * of it at once), and the lost write permissions, which could wait
 * but are cheapest to include.
 */
static void wp_batch_finish(struct wp_batch *batch)
{
	unsigned int i;

	if (!batch->dirty_end)
		return;
	wp_batch_flush(batch);
	for (i = 0; i < batch->nr_broken; i++)
		wp_entry_make(batch->broken[i].ptep, batch->broken[i].table);
	wp_env_sync();
}

static void wp_batch_begin(struct wp_batch *batch)
{
	batch->begin_ns = wp_env_clock_ns();
	batch->counts = (struct wp_counts){ .batches = 1 };
	batch->flush_ns = 0;
	batch->dirty_start = 0;
	batch->dirty_end = 0;
	batch->work = 0;
	batch->nr_broken = 0;
}

enum wp_status wp_batch_run(struct wp_batch *batch,
			    const struct kvm_arm_wp_stage2 *s2)
{
	enum wp_status status;

	wp_batch_begin(batch);
	status = wp_walk(batch, s2);
	wp_batch_finish(batch);
	batch->hold_ns = wp_env_clock_ns() - batch->begin_ns;
	batch->counts.lock_hold_ns_max = batch->hold_ns;
	return status;
}
