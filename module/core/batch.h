/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A batch: the changes to a stage-2 table during one hold of mmu_lock.
 *
 * A pass over a slot is a sequence of batches.  Between two batches the lock is
 * dropped and anything may change.  Each batch therefore starts at the root of
 * the table, at the IPA where the batch before it stopped.  It keeps nothing
 * else of that batch.
 *
 * A served job is one for which KVM has taken the lock.  KVM asks for a range.
 * The batches of the job do all of it, and give the lock up in between.
 */
#ifndef WP_BATCH_H
#define WP_BATCH_H

#include "counters.h"
#include "kvm_arm_wp_strategy.h"

/*
 * The most tables that a batch installs or retires between two flushes.  A
 * larger number would save few TLBIs, and a vCPU that needs one of the broken
 * blocks would wait longer.
 */
#define WP_BATCH_TABLES		64

/*
 * How long a batch holds mmu_lock before it ends, in nanoseconds.  The time
 * suffices to fill WP_BATCH_TABLES tables, so that one flush serves as many
 * blocks as possible.
 */
#define WP_BATCH_NS		90000

/*
 * The same for a batch of a served job.  It includes what KVM does between two
 * requests.  A pass over a large guest has many such batches, and timer
 * interrupts come at the end of some.  So leave room for one below 0.1 ms.
 */
#define WP_BATCH_SERVED_NS	65000

/*
 * How long a batch holds mmu_lock if others wait for it, in nanoseconds.  A
 * shorter time would help a vCPU little, whose fault takes some microseconds
 * anyway, but the lock would change hands for each few pages of a busy guest.
 */
#define WP_BATCH_MIN_NS		10000

/*
 * By how much these times are shorter if the job verifies: verification visits
 * each entry again before the lock is released.
 */
#define WP_VERIFY_SHARE		4

/* The most flushes during one hold of the lock. */
#define WP_BATCH_FLUSHES	8

/**
 * struct wp_reserve - pages for tables, allocated without the lock
 * @table:	The pages; their content is undefined.
 * @nr:		Number of pages left.
 */
struct wp_reserve {
	kvm_pte_t *table[WP_BATCH_TABLES];
	unsigned int nr;
};

/**
 * struct wp_job - the work of a pass; constant while the pass runs
 * @env:	The VM whose table is edited.
 * @splitter:	Splits the blocks in the range; NULL leaves blocks whole.
 * @protector:	Write-protects the pages in the range, and the children of the
 *		blocks that are split; NULL leaves permissions alone.
 * @recoverer:	Recovers blocks.  Then the job has the splitter and protector of
 *		recover.h, and neither is served nor verifies.
 * @end:	End of the range (exclusive), page aligned, at most 1 << ia_bits.
 * @served:	KVM asks for all of the range, and for every block that overlaps
 *		it.  KVM flushes the TLB entries of leaves that lost the write
 *		permission in place.
 * @one_hold:	The lock must not be given up before the end of the range.
 * @verify:	Check the result before the lock is released.
 */
struct wp_job {
	struct wp_env env;
	const struct wp_splitter_ops *splitter;
	const struct wp_protector_ops *protector;
	const struct wp_recoverer_ops *recoverer;
	phys_addr_t end;
	bool served;
	bool one_hold;
	bool verify;
};

/**
 * wp_job_clear() - attributes that the children of a block do not inherit
 * @job:	The job.
 * @level:	Level of the block.
 *
 * If the job has a protector, the pages of a split block start out
 * write-protected, which saves a second walk over them.  The smaller blocks of
 * a 1 GiB block do not: they are split and protected next, and counted as pages
 * then.
 *
 * Return: bits for wp_entry_fill().
 */
static inline kvm_pte_t wp_job_clear(const struct wp_job *job, s8 level)
{
	return job->protector && level + 1 == WP_LAST_LEVEL ? WP_ENTRY_WRITE : 0;
}

/**
 * struct wp_replacement - a block, and the table that will replace it
 * @ptep:	The entry; it maps the block until the batch breaks it.
 * @table:	The new value of the entry.
 */
struct wp_replacement {
	kvm_pte_t *ptep;
	kvm_pte_t table;
};

/**
 * struct wp_retired - a table that a copy has replaced
 * @table:	The table; hardware may read it until the next flush.
 * @entries:	Number of references on the table that its entries hold.
 */
struct wp_retired {
	kvm_pte_t *table;
	unsigned int entries;
};

/**
 * struct wp_prebuilt - a block that was seen under the lock, and its table
 * @addr:	First IPA of the block.
 * @pte:	Value of its entry when it was seen.
 * @table:	The table that was built for it without the lock, or NULL.
 * @level:	Level of the block.
 */
struct wp_prebuilt {
	phys_addr_t addr;
	kvm_pte_t pte;
	kvm_pte_t *table;
	s8 level;
};

/**
 * struct wp_snapshot - the first blocks of a range, and tables built for them
 * @block:	The blocks in IPA order, a 1 GiB block before the smaller blocks
 *		that it will be split into.
 * @nr:		Number of blocks.
 * @next:	The first block that wp_batch_prebuilt() has not passed yet.
 *
 * A snapshot is only a guess.  wp_batch_prebuilt() hands a table out only if
 * the walk, under the lock again, finds a block of the same address, level and
 * value.  The content of a table depends on these three alone.
 */
struct wp_snapshot {
	struct wp_prebuilt block[WP_BATCH_TABLES];
	unsigned int nr;
	unsigned int next;
};

/**
 * struct wp_finding - the errors that verification found
 * @nr:		Number of wrong entries; the other members describe the first.
 * @addr:	First IPA that the entry maps.
 * @pte:	Value of the entry.
 * @level:	Level of the entry.
 */
struct wp_finding {
	unsigned int nr;
	phys_addr_t addr;
	kvm_pte_t pte;
	s8 level;
};

/**
 * struct wp_batch - state and result of one hold of mmu_lock
 * @job:	The work.
 * @reserve:	Pages for tables.
 * @snapshot:	Tables that were built without the lock, or NULL.
 * @next:	In: first IPA, page aligned.  Out: where the next batch starts.
 * @until:	In: end of this batch (exclusive) if it lies before @job->end.
 * @counts:	Out: what this batch adds to the counters of the slot.
 * @flush_ns:	Out: duration of each flush, in nanoseconds.
 * @hold_ns:	Out: duration of the batch, in nanoseconds.
 * @finding:	Out: the errors that verification found.
 * @stale_start: First IPA whose TLB entries are, or will be, out of date.
 * @stale_end:	End of that range (exclusive); 0 if no entry is out of date.
 * @begin_ns:	Time at which the batch began.
 * @begin_ticks: The same, by the system counter.
 * @min_ticks:	When to end if others wait for the lock, in ticks from the
 *		beginning.
 * @max_ticks:	When to end in any case.
 * @work:	Entries visited since the last look at the counter.
 * @over:	The batch must end.
 * @run:	The pages that the protector is called for.
 * @nr:		Number of elements in @replacement.
 * @nr_retired:	Number of elements in @retired.
 * @replacement: Blocks whose tables are ready.
 * @retired:	Tables that return to @reserve after the next flush.
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
	u64 begin_ticks;
	u64 min_ticks;
	u64 max_ticks;
	unsigned int work;
	bool over;
	struct wp_run run;
	unsigned int nr;
	unsigned int nr_retired;
	struct wp_replacement replacement[WP_BATCH_TABLES];
	struct wp_retired retired[WP_BATCH_TABLES];
};

/**
 * wp_batch_assert_locked() - assert that the batch may edit the table
 * @batch:	The batch; its job names the VM.
 *
 * Context: mmu_lock held for write.
 */
static inline void wp_batch_assert_locked(const struct wp_batch *batch)
{
	wp_env_assert_locked(&batch->job->env);
}

/**
 * wp_batch_begin() - begin a batch
 * @batch:	@job, @reserve, @snapshot, @next and @until are filled in; the
 *		function sets up all other members.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_begin(struct wp_batch *batch);

/**
 * wp_batch_end() - end a batch, and count how long it took
 * @batch:	The batch; not of a served job.
 *
 * Context: mmu_lock held for write, about to be released.
 */
void wp_batch_end(struct wp_batch *batch);

/**
 * wp_batch_expired() - has the batch held the lock for long enough?
 * @batch:	The batch.
 *
 * Context: mmu_lock held for write.
 * Return: true if WP_BATCH_NS, or WP_BATCH_SERVED_NS, are over; or
 * WP_BATCH_MIN_NS, and another task waits for the lock or this CPU must
 * reschedule.
 */
bool wp_batch_expired(struct wp_batch *batch);

/**
 * wp_batch_settle() - install the ready tables, and flush
 * @batch:	The batch.
 *
 * Breaks the entries of the blocks, flushes, and installs the tables.  Retired
 * tables return to the reserve.  On return no flush is owed, no entry is
 * broken, and other code may walk the table.  In a served job KVM still owes the
 * flush of leaves that were write-protected in place.
 *
 * Context: mmu_lock held for write; does not sleep.
 */
void wp_batch_settle(struct wp_batch *batch);

/*
 * The price of a table that is filled, for wp_batch_pause(), in entries.  The
 * batch looks at the counter once in as many.
 */
#define WP_TABLE_WORK 256

/* The price of a table that is found and left alone. */
#define WP_DESCENT_WORK 16

/*
 * The price of a call of the protector in addition to its pages: in a round the
 * path to the entries takes far longer than a few entries.  So a batch looks once
 * in three requests for 64 pages, and in eight requests for a page.
 */
#define WP_RUN_WORK 32

/**
 * wp_batch_pause() - must the batch end?
 * @batch:	The batch.
 * @work:	Entries visited since the last call, or the price of a piece of
 *		work.
 *
 * Context: mmu_lock held for write.
 * Return: true to stop after the current entry; never in a job that must be
 * done in one hold.
 */
static inline bool wp_batch_pause(struct wp_batch *batch, unsigned int work)
{
	batch->work += work;
	if (batch->work < WP_TABLE_WORK || batch->job->one_hold)
		return false;
	batch->work = 0;
	return wp_batch_expired(batch);
}

#endif /* WP_BATCH_H */
