// SPDX-License-Identifier: GPL-2.0
/* Drives batches over a range, and does between them what needs sleep. */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "core/snapshot.h"
#include "pass.h"
#include "report.h"
#include "reserve.h"

/*
 * struct wp_pass - a pass in progress; too large for the stack
 * @stuck: the last batch has not moved on
 */
struct wp_pass {
	struct wp_slot *slot;
	struct wp_counts *total;
	enum wp_occasion occasion;
	bool stuck;
	struct wp_reserve reserve;
	struct wp_snapshot snapshot;
	struct wp_batch batch;
};

/*
 * Pages are asked for only once a block has been seen, so that a slot without
 * blocks costs none; from then on as many as the rest of the range
 * can need for one batch.
 */
static int wp_pass_refill(struct wp_pass *pass, enum wp_status status)
{
	const struct wp_batch *batch = &pass->batch;
	u64 left = batch->job->end - batch->next;

	if (status != WP_STARVED &&
	    (!batch->counts.table_pages || batch->job->splitter->build))
		return 0;
	return wp_reserve_fill(&pass->reserve,
			       wp_reserve_want(left));
}

static void wp_pass_count(struct wp_pass *pass, phys_addr_t start)
{
	struct wp_batch *batch = &pass->batch;
	struct wp_slot *slot = pass->slot;

	wp_counts_merge(pass->total, &batch->counts);
	if (batch->job->afterwards) {
		batch->counts.splits_l1 = 0;
		batch->counts.splits_l2 = 0;
	}
	wp_count_batch(slot, pass->occasion, start, batch);
	if (pass->occasion == WP_IN_PREPARE)
		wp_stats_prepared(&slot->stats,
				  (batch->next - slot->ipa) >> PAGE_SHIFT);
	wp_report_finding(slot, batch);
	cond_resched();
}

/*
 * For a splitter that builds tables without the lock: look which there are to
 * be.  Too few pages are no error here: what has no table yet gets it under the
 * lock, and if there is no page then either, the pass says so.  After a batch
 * that came to nothing the next one does without, to be sure of an end.
 */
static void wp_pass_foresee(struct wp_pass *pass)
{
	struct wp_batch *batch = &pass->batch;
	struct kvm *kvm = batch->job->env.kvm;
	struct kvm_arm_wp_stage2 s2;

	batch->snapshot = NULL;
	batch->until = batch->job->end;
	if (!batch->job->splitter->build || pass->stuck)
		return;
	batch->snapshot = &pass->snapshot;
	if (!kvm_arm_wp_stage2_lock(kvm, &s2))
		return;
	wp_snapshot_look(batch, &s2);
	kvm_arm_wp_stage2_unlock(kvm);
	wp_pass_count(pass, batch->next);

	if (pass->snapshot.nr)
		wp_reserve_fill(&pass->reserve, pass->snapshot.nr);
	wp_snapshot_build(&pass->snapshot, batch->job, &pass->reserve);
}

/* One batch and what follows it.  Sets *status; an error ends the pass. */
static int wp_pass_step(struct wp_pass *pass, enum wp_status *status)
{
	struct wp_batch *batch = &pass->batch;
	struct kvm *kvm = batch->job->env.kvm;
	phys_addr_t start = batch->next;
	struct kvm_arm_wp_stage2 s2;

	*status = WP_DONE;
	if (fatal_signal_pending(current))
		return -EINTR;
	wp_pass_foresee(pass);
	if (!kvm_arm_wp_stage2_lock(kvm, &s2))
		return 0;
	*status = wp_batch_run(batch, &s2);
	kvm_arm_wp_stage2_unlock(kvm);

	wp_snapshot_drop(&pass->snapshot, &pass->reserve);
	pass->stuck = batch->next == start;
	wp_pass_count(pass, start);
	if (*status == WP_DONE && batch->until < batch->job->end)
		*status = WP_MORE;
	return *status == WP_DONE ? 0 : wp_pass_refill(pass, *status);
}

static int wp_pass_batches(const struct wp_job *job, struct wp_slot *slot,
			   struct wp_counts *total, enum wp_occasion occasion)
{
	enum wp_status status;
	struct wp_pass *pass;
	int ret;

	pass = kmalloc(sizeof(*pass), WP_GFP);
	if (!pass)
		return -ENOMEM;
	pass->slot = slot;
	pass->total = total;
	pass->occasion = occasion;
	pass->stuck = false;
	pass->reserve.nr = 0;
	pass->snapshot.nr = 0;
	pass->batch.job = job;
	pass->batch.reserve = &pass->reserve;
	pass->batch.next = slot->ipa;

	do {
		ret = wp_pass_step(pass, &status);
	} while (!ret && status != WP_DONE);

	wp_snapshot_drop(&pass->snapshot, &pass->reserve);
	wp_reserve_drain(&pass->reserve);
	kfree(pass);
	return ret;
}

int wp_pass_run(const struct wp_job *job, struct wp_slot *slot,
		struct wp_passed *passed)
{
	enum wp_occasion occasion = job->afterwards ? WP_IN_STRAGGLERS :
						      WP_IN_PREPARE;
	u64 begin = wp_env_clock_ns();

	*passed = (struct wp_passed){};
	wp_count_pass_begin(slot, occasion);
	passed->ret = wp_pass_batches(job, slot, &passed->counts, occasion);
	passed->holds = passed->counts.batches;
	passed->ns = wp_env_clock_ns() - begin;
	wp_count_pass_end(slot, occasion, passed);
	return passed->ret;
}
