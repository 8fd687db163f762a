// SPDX-License-Identifier: GPL-2.0
/* One hold of the lock: its time budget, and break, flush, make. */
#include <linux/kernel.h>

#include "batch.h"
#include "walk.h"

static bool wp_batch_expired(const struct wp_batch *batch)
{
	return wp_env_contended(&batch->job->env) ||
	       wp_env_clock_ns() - batch->begin_ns >= WP_BATCH_NS;
}

bool wp_batch_pause(struct wp_batch *batch, unsigned int work)
{
	batch->work += work;
	if (batch->work < WP_TABLE_WORK)
		return false;
	batch->work = 0;
	return wp_batch_expired(batch);
}

void wp_batch_stale(struct wp_batch *batch, phys_addr_t addr, phys_addr_t end)
{
	if (!batch->stale_end)
		batch->stale_start = addr;
	batch->stale_end = end;
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
void wp_batch_replace(struct wp_batch *batch, kvm_pte_t *ptep, kvm_pte_t *table,
		      s8 level, phys_addr_t addr)
{
	struct wp_replacement *replacement = &batch->replacement[batch->nr++];

	wp_env_adopt(table, PTRS_PER_PTE);
	replacement->ptep = ptep;
	replacement->table = wp_entry_table(table);
	wp_batch_stale(batch, addr, addr + wp_level_size(level));
	batch->counts.table_pages++;
}

static void wp_batch_flush(struct wp_batch *batch)
{
	u64 begin = wp_env_clock_ns();
	u64 ns;

	wp_env_flush(&batch->job->env, batch->stale_start,
		     batch->stale_end - batch->stale_start);
	ns = wp_env_clock_ns() - begin;
	batch->flush_ns[batch->counts.tlb_flushes++] = ns;
	batch->counts.tlb_flush_ns_total += ns;
	batch->counts.tlb_flush_ns_max = max(batch->counts.tlb_flush_ns_max, ns);
}

/*
 * One flush serves two debts: the break-before-make of the blocks, which has to
 * be paid before the tables go in (else a TLB could hold the block and a page
 * of it at once), and the lost write permissions, which could wait
 * but are cheapest to include.
 */
static void wp_batch_settle(struct wp_batch *batch)
{
	unsigned int i;

	if (!batch->stale_end)
		return;
	for (i = 0; i < batch->nr; i++)
		wp_entry_break(batch->replacement[i].ptep);
	wp_batch_flush(batch);
	for (i = 0; i < batch->nr; i++)
		wp_entry_make(batch->replacement[i].ptep,
			      batch->replacement[i].table);
	wp_env_sync();
	batch->nr = 0;
	batch->stale_end = 0;
}

static void wp_batch_begin(struct wp_batch *batch)
{
	batch->begin_ns = wp_env_clock_ns();
	batch->counts = (struct wp_counts){ .batches = 1 };
	batch->stale_end = 0;
	batch->work = 0;
	batch->nr = 0;
}

/* WP_AGAIN is followed without letting go of the lock, if time permits. */
static bool wp_batch_goes_on(const struct wp_batch *batch, phys_addr_t start,
			     enum wp_status status)
{
	if (status != WP_AGAIN)
		return false;
	if (batch->next == start)
		return true;
	return batch->counts.tlb_flushes < WP_BATCH_FLUSHES &&
	       !wp_batch_expired(batch);
}

enum wp_status wp_batch_run(struct wp_batch *batch,
			    const struct kvm_arm_wp_stage2 *s2)
{
	phys_addr_t start = batch->next;
	enum wp_status status;

	wp_batch_begin(batch);
	do {
		status = wp_walk(batch, s2);
		wp_batch_settle(batch);
	} while (wp_batch_goes_on(batch, start, status));

	batch->hold_ns = wp_env_clock_ns() - batch->begin_ns;
	batch->counts.lock_hold_ns_max = batch->hold_ns;
	return status == WP_AGAIN ? WP_MORE : status;
}
