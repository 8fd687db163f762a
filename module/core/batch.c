// SPDX-License-Identifier: GPL-2.0
/*
 * Collects the changes of one hold of mmu_lock, and settles them: break, flush,
 * make.  Strategies use the services of this file.
 */
#include <linux/kernel.h>

#include "batch.h"

/*
 * A counter that goes wrong for a moment, see wp_env_ticks(), makes the
 * difference too large, so that the batch ends early.
 */
bool wp_batch_expired(struct wp_batch *batch)
{
	u64 ticks = wp_env_ticks() - batch->begin_ticks;

	wp_batch_assert_locked(batch);
	batch->over = ticks >= batch->max_ticks ||
		      (ticks >= batch->min_ticks &&
		       wp_env_contended(&batch->job->env));
	return batch->over;
}

static void wp_batch_stale(struct wp_batch *batch, phys_addr_t addr,
			   phys_addr_t end)
{
	if (!batch->stale_end || addr < batch->stale_start)
		batch->stale_start = addr;
	batch->stale_end = max(batch->stale_end, end);
}

static bool wp_batch_full(const struct wp_batch *batch)
{
	return batch->nr == WP_BATCH_TABLES ||
	       batch->nr_retired == WP_BATCH_TABLES;
}

kvm_pte_t *wp_batch_table(struct wp_batch *batch)
{
	wp_batch_assert_locked(batch);
	if (wp_batch_full(batch) || !batch->reserve->nr)
		return NULL;
	return batch->reserve->table[--batch->reserve->nr];
}
EXPORT_SYMBOL_NS_GPL(wp_batch_table, KVM_ARM_WP);

/* The reserve has room: wp_batch_table() took the page from it. */
void wp_batch_unused(struct wp_batch *batch, kvm_pte_t *table)
{
	wp_batch_assert_locked(batch);
	batch->reserve->table[batch->reserve->nr++] = table;
}
EXPORT_SYMBOL_NS_GPL(wp_batch_unused, KVM_ARM_WP);

enum wp_status wp_batch_wait(const struct wp_batch *batch)
{
	wp_batch_assert_locked(batch);
	return wp_batch_full(batch) || batch->nr_retired ?
		WP_AGAIN : WP_STARVED;
}
EXPORT_SYMBOL_NS_GPL(wp_batch_wait, KVM_ARM_WP);

kvm_pte_t wp_batch_clear(const struct wp_batch *batch,
			 const struct wp_block *block)
{
	wp_batch_assert_locked(batch);
	return wp_job_clear(batch->job, block->level);
}
EXPORT_SYMBOL_NS_GPL(wp_batch_clear, KVM_ARM_WP);

/* The walk visits blocks in IPA order, and so does the snapshot. */
static kvm_pte_t *wp_snapshot_take(struct wp_snapshot *snapshot,
				   const struct wp_block *block)
{
	unsigned int i;

	for (i = snapshot->next; i < snapshot->nr; i++) {
		struct wp_prebuilt *prebuilt = &snapshot->block[i];
		kvm_pte_t *table = prebuilt->table;

		if (prebuilt->addr > block->addr)
			break;
		if (prebuilt->addr != block->addr ||
		    prebuilt->level != block->level ||
		    prebuilt->pte != block->pte)
			continue;
		prebuilt->table = NULL;
		snapshot->next = i + 1;
		return table;
	}
	return NULL;
}

kvm_pte_t *wp_batch_prebuilt(struct wp_batch *batch,
			     const struct wp_block *block)
{
	kvm_pte_t *table;

	wp_batch_assert_locked(batch);
	if (!batch->snapshot || wp_batch_full(batch))
		return NULL;
	table = wp_snapshot_take(batch->snapshot, block);
	if (table)
		batch->counts.prebuilt++;
	return table;
}
EXPORT_SYMBOL_NS_GPL(wp_batch_prebuilt, KVM_ARM_WP);

static void wp_batch_count_split(struct wp_batch *batch,
				 const struct wp_block *block)
{
	if (block->level + 1 < WP_LAST_LEVEL)
		batch->counts.splits_l1++;
	else
		batch->counts.splits_l2++;
	if (wp_batch_clear(batch, block) && !wp_entry_is_readonly(block->pte))
		batch->counts.ptes_wp += PTRS_PER_PTE;
	batch->counts.table_pages++;
}

/*
 * Adopt the table before it can be reached: from then on KVM may drop
 * references to it as soon as the lock is free.
 */
void wp_batch_replace(struct wp_batch *batch, const struct wp_block *block,
		      kvm_pte_t *table)
{
	struct wp_replacement *replacement = &batch->replacement[batch->nr++];

	wp_batch_assert_locked(batch);
	wp_env_adopt(table, PTRS_PER_PTE);
	replacement->ptep = block->ptep;
	replacement->table = wp_entry_table(table, WP_ENTRY_SPLIT);
	wp_batch_stale(batch, block->addr,
		       block->addr + wp_level_size(block->level));
	wp_batch_count_split(batch, block);
}
EXPORT_SYMBOL_NS_GPL(wp_batch_replace, KVM_ARM_WP);

void wp_batch_protected(struct wp_batch *batch, const struct wp_run *run,
			unsigned int protected)
{
	wp_batch_assert_locked(batch);
	if (!protected)
		return;
	batch->counts.ptes_wp += protected;
	if (!batch->job->served)
		wp_batch_stale(batch, run->addr,
			       run->addr + run->nr * PAGE_SIZE);
}
EXPORT_SYMBOL_NS_GPL(wp_batch_protected, KVM_ARM_WP);

/* Adopt the copy before it can be reached, as in wp_batch_replace(). */
void wp_batch_swap(struct wp_batch *batch, const struct wp_run *run,
		   kvm_pte_t *table, const struct wp_copied *copied)
{
	struct wp_retired *retired = &batch->retired[batch->nr_retired++];
	kvm_pte_t split = wp_entry_read(run->parent) & WP_ENTRY_SPLIT;

	wp_batch_assert_locked(batch);
	wp_env_adopt(table, copied->entries);
	wp_entry_swap(run->parent, wp_entry_table(table, split));
	retired->table = run->ptep;
	retired->entries = copied->entries;
	wp_batch_stale(batch, run->addr, run->addr + run->nr * PAGE_SIZE);
	batch->counts.ptes_wp += copied->protected;
	batch->counts.tables_swapped++;
}
EXPORT_SYMBOL_NS_GPL(wp_batch_swap, KVM_ARM_WP);

static void wp_batch_flush(struct wp_batch *batch)
{
	u64 begin = wp_env_clock_ns();
	u64 ns;

	wp_env_flush(&batch->job->env, batch->stale_start,
		     batch->stale_end - batch->stale_start);
	ns = wp_env_clock_ns() - begin;
	wp_hist_add(&batch->flush_ns, ns);
	batch->counts.tlb_flushes++;
	batch->counts.tlb_flush_ns_total += ns;
	batch->counts.tlb_flush_ns_max = max(batch->counts.tlb_flush_ns_max, ns);
}

/*
 * One flush serves three purposes:
 * - Break-before-make of the blocks.  It must precede the make, or a TLB could
 *   hold a block and a page of it at once.
 * - Hardware stops reading the retired tables.  It must precede their next use.
 * - Lost write permissions.  This part could wait; to include it is cheapest.
 *
 * The reserve has room for all retired tables: each one cost it a page.
 */
void wp_batch_settle(struct wp_batch *batch)
{
	unsigned int i;

	wp_batch_assert_locked(batch);
	for (i = 0; i < batch->nr; i++)
		wp_entry_break(batch->replacement[i].ptep);
	wp_batch_flush(batch);
	for (i = 0; i < batch->nr; i++)
		wp_entry_make(batch->replacement[i].ptep,
			      batch->replacement[i].table);
	wp_env_sync();
	for (i = 0; i < batch->nr_retired; i++) {
		wp_env_disown(batch->retired[i].table,
			      batch->retired[i].entries);
		wp_batch_unused(batch, batch->retired[i].table);
	}
	batch->nr = 0;
	batch->nr_retired = 0;
	batch->stale_end = 0;
}

void wp_batch_begin(struct wp_batch *batch)
{
	u64 limit_ns = batch->job->served ? WP_BATCH_SERVED_NS : WP_BATCH_NS;
	unsigned int share = batch->job->verify ? WP_VERIFY_SHARE : 1;

	wp_batch_assert_locked(batch);
	batch->begin_ns = wp_env_clock_ns();
	batch->counts = (struct wp_counts){};
	batch->flush_ns = (struct wp_hist){};
	batch->finding.nr = 0;
	batch->stale_end = 0;
	batch->begin_ticks = wp_env_ticks();
	batch->min_ticks = wp_env_ticks_in(WP_BATCH_MIN_NS) / share;
	batch->max_ticks = wp_env_ticks_in(limit_ns) / share;
	batch->over = false;
	batch->work = 0;
	batch->nr = 0;
	batch->nr_retired = 0;
}

void wp_batch_end(struct wp_batch *batch)
{
	wp_batch_assert_locked(batch);
	batch->hold_ns = wp_env_clock_ns() - batch->begin_ns;
	batch->counts.lock_hold_ns_max = batch->hold_ns;
	batch->counts.batches = 1;
}
