/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A batch: what happens to a table during one hold of mmu_lock.
 *
 * A pass over a slot is a sequence of batches.  Between two of them the lock is
 * dropped and anything may change, so a batch starts at the root, at the IPA
 * where the one before stopped, and keeps nothing but that IPA.
 */
#ifndef WP_BATCH_H
#define WP_BATCH_H

#include "entry.h"
#include "kvm_arm_wp_counters.h"

/*
 * Blocks broken before one flush serves them all.  More would save few TLBIs
 * and keep a vCPU that needs one of the blocks waiting for longer.
 */
#define WP_BATCH_BLOCKS		64

/* How long a batch may hold mmu_lock before it looks for its end. */
#define WP_BATCH_NS		50000

/* Flushes during one hold of the lock. */
#define WP_BATCH_FLUSHES	8

struct wp_batch;

/**
 * struct wp_splitter_ops - a way of turning a block into a table
 * @name:	What the operator writes to choose it.
 * @block:	Called with mmu_lock held for write for each block in the range,
 *		in IPA order, with the entry, its value and level (1 or 2), and
 *		the block's first IPA.  Takes the children's table from
 *		wp_batch_table() and either gives it to
 *		wp_batch_replace() or leaves the block alone.  Must not sleep.
 *		Returns an &enum wp_status; WP_DONE goes on to the next entry.
 */
struct wp_splitter_ops {
	const char *name;
	enum wp_status (*block)(struct wp_batch *batch, kvm_pte_t *ptep,
				kvm_pte_t pte, s8 level, phys_addr_t addr);
};

/**
 * struct wp_walker_ops - a way of write-protecting pages
 * @name:	What the operator writes to choose it.
 * @pages:	Called with mmu_lock held for write for each run of last-level
 *		entries in the range, in IPA order: the first entry and how many
 *		there are (1 to PTRS_PER_PTE), all in one table.  Clears write
 *		permissions and nothing else; the batch flushes.  Must not
 *		sleep.  Returns the number of pages that lost theirs.
 */
struct wp_walker_ops {
	const char *name;
	unsigned int (*pages)(kvm_pte_t *ptep, unsigned int nr);
};

/**
 * enum wp_status - how a batch, or a step of it, ended
 * @WP_DONE:	Nothing is left to do.
 * @WP_MORE:	Stopped early, to be fair to others; go on with a new batch.
 * @WP_AGAIN:	The tables made so far must be installed, and the entry just
 *		visited must be visited again.
 * @WP_STARVED:	As WP_AGAIN, and the reserve of table pages must be filled first.
 */
enum wp_status {
	WP_DONE,
	WP_MORE,
	WP_AGAIN,
	WP_STARVED,
};

/**
 * struct wp_reserve - pages to make tables from, allocated without the lock
 * @table:	Pages of undefined content.
 * @nr:		How many are left.
 */
struct wp_reserve {
	kvm_pte_t *table[WP_BATCH_BLOCKS];
	unsigned int nr;
};

/**
 * struct wp_job - what a pass is to do; constant while it runs
 * @env:	Whose table.
 * @splitter:	Splits the blocks in the range.
 * @walker:	Write-protects the pages in the range, and the children of
 *		the blocks that are split; NULL to leave permissions alone.
 * @end:	End of the range (exclusive), page aligned, at most 1 << ia_bits.
 * @afterwards:	The range was split before: blocks found now are not counted as
 *		splits but as stragglers.
 */
struct wp_job {
	struct wp_env env;
	const struct wp_splitter_ops *splitter;
	const struct wp_walker_ops *walker;
	phys_addr_t end;
	bool afterwards;
};

/**
 * struct wp_replacement - a block and the table that is to take its place
 * @ptep:	The entry; it maps the block until the batch breaks it.
 * @table:	What it will be.
 */
struct wp_replacement {
	kvm_pte_t *ptep;
	kvm_pte_t table;
};

/**
 * struct wp_batch - state of one hold of mmu_lock, and what came of it
 * @job:	What to do.
 * @reserve:	Where tables come from.
 * @next:	In: where to start, page aligned.  Out: where to go on.
 * @counts:	Out: what this batch adds to the slot's counters.
 * @flush_ns:	Out: duration of each flush, counts.tlb_flushes of them.
 * @hold_ns:	Out: time from the beginning to the end of the batch.
 * @stale_start: First IPA whose TLB entries are, or will be, out of date.
 * @stale_end:	End of them (exclusive); 0 if there are none.
 * @begin_ns:	When the batch began.
 * @work:	Entries visited since the clock was last looked at.
 * @nr:		Entries in @replacement.
 * @replacement: Blocks whose tables are ready.
 */
struct wp_batch {
	const struct wp_job *job;
	struct wp_reserve *reserve;
	phys_addr_t next;
	struct wp_counts counts;
	u64 flush_ns[WP_BATCH_FLUSHES];
	u64 hold_ns;
	phys_addr_t stale_start;
	phys_addr_t stale_end;
	u64 begin_ns;
	unsigned int work;
	unsigned int nr;
	struct wp_replacement replacement[WP_BATCH_BLOCKS];
};

/**
 * wp_batch_run() - do as much of a job as one hold of the lock allows
 * @batch:	Job, reserve and next filled in; the rest is set up here.
 * @s2:		The table, as found under the lock.
 *
 * @batch->next has moved when this returns, unless the reserve ran out first.
 * That matters: a vCPU that faults while its block is broken waits for the lock
 * and then maps the block again, over the new table.  A pass that came back to
 * the start of the same block would split it again, for as long as the guest
 * goes on.
 *
 * When this returns no flush is owed, no entry is broken and the table can be
 * walked by anybody.
 *
 * Context: mmu_lock held for write; does not sleep.
 * Return: WP_DONE with @batch->next at the end of the range, or why it stopped
 * before: WP_MORE or WP_STARVED.
 */
enum wp_status wp_batch_run(struct wp_batch *batch,
			    const struct kvm_arm_wp_stage2 *s2);

/**
 * wp_batch_pause() - is it time to end the batch?
 * @batch:	The batch.
 * @work:	What was done since the last call, in entries visited; a table
 *		filled or gone through counts as WP_TABLE_WORK.
 *
 * Looks at the clock and the lock once in WP_TABLE_WORK entries only.
 *
 * Context: mmu_lock held for write.
 * Return: true to stop after the present entry.
 */
bool wp_batch_pause(struct wp_batch *batch, unsigned int work);

#define WP_TABLE_WORK 64

/**
 * wp_batch_stale() - TLB entries are, or will be, out of date
 * @batch:	The batch.
 * @addr:	First IPA, not below that of an earlier call for this batch.
 * @end:	End (exclusive).
 *
 * The batch flushes before the lock is released.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_stale(struct wp_batch *batch, phys_addr_t addr, phys_addr_t end);

/**
 * wp_batch_table() - take a page from the reserve
 * @batch:	The batch.
 *
 * The page belongs to the caller until wp_batch_replace() takes it.
 *
 * Context: mmu_lock held for write.
 * Return: the page, of undefined content, or NULL: end the batch with WP_AGAIN
 * if it is full, see wp_batch_full(), else with WP_STARVED.
 */
kvm_pte_t *wp_batch_table(struct wp_batch *batch);

/**
 * wp_batch_full() - why was there no page?
 * @batch:	The batch.
 *
 * Return: true if there is no room for another replacement.
 */
static inline bool wp_batch_full(const struct wp_batch *batch)
{
	return batch->nr == WP_BATCH_BLOCKS;
}

/**
 * wp_batch_replace() - have a block replaced by a table, soon
 * @batch:	The batch; breaks, flushes and makes all replacements at once,
 *		so that vCPUs are shut out of a block for no longer than that.
 * @ptep:	The block's entry.
 * @table:	A page from wp_batch_table(), filled with PTRS_PER_PTE entries.
 * @level:	Level of the block (1 or 2).
 * @addr:	First IPA of the block.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_replace(struct wp_batch *batch, kvm_pte_t *ptep, kvm_pte_t *table,
		      s8 level, phys_addr_t addr);

#endif /* WP_BATCH_H */
