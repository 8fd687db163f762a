/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A batch: what happens to a table during one hold of mmu_lock.
 *
 * A pass over a slot is a sequence of batches.  Between two of them the lock is
 * dropped and anything may change, so a batch starts at the root, at the IPA
 * where the one before stopped, and keeps nothing but that IPA.
 *
 * Where KVM holds the lock and asks for a range to be done (a "served" job), a
 * batch does all of the range.
 */
#ifndef WP_BATCH_H
#define WP_BATCH_H

#include "kvm_arm_wp_counters.h"
#include "kvm_arm_wp_strategy.h"
#include "hist.h"

/*
 * Tables that go in or out between two flushes.  More would save few TLBIs
 * and keep a vCPU that needs one of the blocks waiting for longer.
 */
#define WP_BATCH_TABLES		64

/*
 * How long a batch may hold mmu_lock before it looks for its end.  Enough for
 * WP_BATCH_TABLES to be filled, so that a flush is for as many blocks as it can be.
 */
#define WP_BATCH_NS		90000

/* Flushes during one hold of the lock. */
#define WP_BATCH_FLUSHES	8

/**
 * struct wp_reserve - pages to make tables from, allocated without the lock
 * @table:	Pages of undefined content.
 * @nr:		How many are left.
 */
struct wp_reserve {
	kvm_pte_t *table[WP_BATCH_TABLES];
	unsigned int nr;
};

/**
 * struct wp_job - what a pass is to do; constant while it runs
 * @env:	Whose table.
 * @splitter:	Splits the blocks in the range; NULL to leave them whole.
 * @walker:	Write-protects the pages in the range, and the children of
 *		the blocks that are split; NULL to leave permissions alone.
 * @end:	End of the range (exclusive), page aligned, at most 1 << ia_bits.
 * @afterwards:	The range was split before: blocks found now are not counted as
 *		splits but as stragglers.
 * @served:	KVM holds the lock and asks for all of the range, with any block
 *		that overlaps it, in one go; and it will flush, on its own
 *		account, what has lost write permissions in place.
 * @verify:	Look at the result before the lock is released.
 */
struct wp_job {
	struct wp_env env;
	const struct wp_splitter_ops *splitter;
	const struct wp_walker_ops *walker;
	phys_addr_t end;
	bool afterwards;
	bool served;
	bool verify;
};

/**
 * wp_job_clear() - attributes that the children of a block shall not have
 * @job:	The job.
 * @level:	Level of the block.
 *
 * Under a walker the pages are born protected, which saves going through them
 * again.  Not so the smaller blocks that a 1 GiB block is split into: they are
 * split and protected in turn, and counted once, as pages.
 *
 * Return: bits for wp_entry_fill().
 */
static inline kvm_pte_t wp_job_clear(const struct wp_job *job, s8 level)
{
	return job->walker && level + 1 == WP_LAST_LEVEL ? WP_ENTRY_WRITE : 0;
}

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
 * struct wp_retired - a table that a copy has taken the place of
 * @table:	The table; hardware may read it until the next flush.
 * @entries:	References on it that its entries stand for.
 */
struct wp_retired {
	kvm_pte_t *table;
	unsigned int entries;
};

/**
 * struct wp_finding - what verification has found to be wrong
 * @nr:		How many entries; the rest tells of the first.
 * @addr:	First IPA that the entry maps.
 * @pte:	Its value.
 * @level:	Its level.
 */
struct wp_finding {
	unsigned int nr;
	phys_addr_t addr;
	kvm_pte_t pte;
	s8 level;
};

struct wp_snapshot;

/**
 * struct wp_batch - state of one hold of mmu_lock, and what came of it
 * @job:	What to do.
 * @reserve:	Where pages for tables come from.
 * @snapshot:	Tables that were built before, or NULL.
 * @next:	In: where to start, page aligned.  Out: where to go on.
 * @until:	In: where to stop (exclusive) if that is before the job's end.
 * @counts:	Out: what this batch adds to the slot's counters.
 * @flush_ns:	Out: duration of each flush.
 * @hold_ns:	Out: time from the beginning to the end of the batch.
 * @finding:	Out: what verification has found.
 * @stale_start: First IPA whose TLB entries are, or will be, out of date.
 * @stale_end:	End of them (exclusive); 0 if there are none.
 * @begin_ns:	When the batch began.
 * @work:	Entries visited since the clock was last looked at.
 * @run:	The pages that the walker has been called for.
 * @nr:		Entries in @replacement.
 * @nr_retired:	Entries in @retired.
 * @replacement: Blocks whose tables are ready.
 * @retired:	Tables to be taken back after the next flush.
 */
struct wp_batch {
	const struct wp_job *job;
	struct wp_reserve *reserve;
	struct wp_snapshot *snapshot;
	phys_addr_t next;
	phys_addr_t until;
	struct wp_counts counts;
	struct wp_hist flush_ns;
	u64 hold_ns;
	struct wp_finding finding;
	phys_addr_t stale_start;
	phys_addr_t stale_end;
	u64 begin_ns;
	unsigned int work;
	struct wp_run run;
	unsigned int nr;
	unsigned int nr_retired;
	struct wp_replacement replacement[WP_BATCH_TABLES];
	struct wp_retired retired[WP_BATCH_TABLES];
};

/**
 * wp_batch_begin() - a hold of the lock has begun
 * @batch:	Job, reserve, snapshot, next and until filled in; all else is
 *		set up here.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_begin(struct wp_batch *batch);

/**
 * wp_batch_end() - a hold of the lock, taken by us, is about to end
 * @batch:	The batch; how long it was is counted.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_end(struct wp_batch *batch);

/**
 * wp_batch_step() - walk once, and settle what came of it
 * @batch:	A batch that has begun.
 * @s2:		The table, as found under the lock.
 *
 * When this returns no table owes a flush, no entry is broken and the tables
 * can be walked by anybody.  Permissions lost in place in a served job are
 * still to be flushed, by KVM.
 *
 * Context: mmu_lock held for write; does not sleep.
 * Return: see &enum wp_status.
 */
enum wp_status wp_batch_step(struct wp_batch *batch,
			     const struct kvm_arm_wp_stage2 *s2);

/**
 * wp_batch_run() - do as much of a job as one hold of the lock allows
 * @batch:	As for wp_batch_begin(), which this calls.
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
 * Context: mmu_lock held for write; does not sleep.  Not for served jobs.
 * Return: WP_DONE with @batch->next at the end of the range, or why it stopped
 * before: WP_MORE or WP_STARVED.
 */
enum wp_status wp_batch_run(struct wp_batch *batch,
			    const struct kvm_arm_wp_stage2 *s2);

#define WP_TABLE_WORK 64

/**
 * wp_batch_is_over() - has the batch had its time?
 * @batch:	The batch.
 * @work:	As for wp_batch_pause().
 *
 * Context: mmu_lock held for write.
 * Return: true if so, or if somebody waits.
 */
bool wp_batch_is_over(struct wp_batch *batch, unsigned int work);

/**
 * wp_batch_pause() - is it time to end the batch?
 * @batch:	The batch.
 * @work:	What was done since the last call, in entries visited; a table
 *		filled or gone through counts as WP_TABLE_WORK.
 *
 * Looks at the clock and the lock once in WP_TABLE_WORK entries only.
 *
 * Context: mmu_lock held for write.
 * Return: true to stop after the present entry; never in a served job.
 */
static inline bool wp_batch_pause(struct wp_batch *batch, unsigned int work)
{
	return !batch->job->served && wp_batch_is_over(batch, work);
}

#endif /* WP_BATCH_H */
