// SPDX-License-Identifier: GPL-2.0
/* Runs our own passes over a slot: batch after batch, each in one hold. */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "core/snapshot.h"
#include "core/walk.h"
#include "pass.h"
#include "prepare.h"
#include "reserve.h"

/*
 * struct wp_preparation - a pass of our own; too large for the stack
 * @stuck: the last batch has not moved on
 */
struct wp_preparation {
	struct wp_pass *pass;
	bool stuck;
	struct wp_reserve reserve;
	struct wp_snapshot snapshot;
	struct wp_batch batch;
};

/*
 * Allocate no page before a block was seen, so a slot without blocks costs no
 * memory.  After that, allocate as many pages as one batch over the rest of the
 * range can need.
 */
static int wp_prepare_refill(struct wp_preparation *prepare, enum wp_status status)
{
	const struct wp_batch *batch = &prepare->batch;
	u64 left = batch->job->end - batch->next;

	if (status != WP_STARVED &&
	    (!batch->counts.table_pages || batch->job->splitter->build))
		return 0;
	return wp_reserve_fill(&prepare->reserve, wp_reserve_want(left));
}

static void wp_prepare_count(struct wp_preparation *prepare, phys_addr_t start)
{
	struct wp_pass *pass = prepare->pass;
	struct wp_slot *slot = pass->slot;

	wp_pass_add(pass, start, &prepare->batch);
	if (pass->occasion == WP_IN_PREPARE)
		wp_stats_prepared(&slot->stats,
				  (prepare->batch.next - slot->ipa) >> PAGE_SHIFT);
	cond_resched();
}

/*
 * For a splitter that builds tables without the lock: first collect the blocks
 * that need tables.  Too few pages are no error here: the batch fills the
 * missing tables under the lock, and reports the error if it has no page
 * either.  After a batch that did not move on, the next one does without a
 * snapshot, so that the pass ends.
 */
static void wp_prepare_prebuild(struct wp_preparation *prepare)
{
	struct wp_batch *batch = &prepare->batch;
	struct kvm *kvm = batch->job->env.kvm;
	struct kvm_arm_wp_stage2 s2;

	batch->snapshot = NULL;
	batch->until = batch->job->end;
	if (!batch->job->splitter->build || prepare->stuck)
		return;
	batch->snapshot = &prepare->snapshot;
	if (!kvm_arm_wp_stage2_lock(kvm, &s2))
		return;
	wp_snapshot_look(batch, &s2);
	kvm_arm_wp_stage2_unlock(kvm);
	wp_prepare_count(prepare, batch->next);

	if (prepare->snapshot.nr)
		wp_reserve_fill(&prepare->reserve, prepare->snapshot.nr);
	wp_snapshot_build(&prepare->snapshot, batch->job, &prepare->reserve);
}

/* Runs one batch.  Sets *status; an error ends the pass. */
static int wp_prepare_step(struct wp_preparation *prepare, enum wp_status *status)
{
	struct wp_batch *batch = &prepare->batch;
	struct kvm *kvm = batch->job->env.kvm;
	phys_addr_t start = batch->next;
	struct kvm_arm_wp_stage2 s2;

	*status = WP_DONE;
	if (fatal_signal_pending(current))
		return -EINTR;
	wp_prepare_prebuild(prepare);
	if (!kvm_arm_wp_stage2_lock(kvm, &s2))
		return 0;
	*status = wp_walk_hold(batch, &s2);
	kvm_arm_wp_stage2_unlock(kvm);

	wp_snapshot_drop(&prepare->snapshot, &prepare->reserve);
	prepare->stuck = batch->next == start;
	wp_prepare_count(prepare, start);
	if (*status == WP_DONE && batch->until < batch->job->end)
		*status = WP_MORE;
	return *status == WP_DONE ? 0 : wp_prepare_refill(prepare, *status);
}

static int wp_prepare_batches(const struct wp_job *job, struct wp_pass *pass)
{
	struct wp_preparation *prepare = kmalloc(sizeof(*prepare), WP_GFP);
	enum wp_status status;
	int ret;

	if (!prepare)
		return -ENOMEM;
	prepare->pass = pass;
	prepare->stuck = false;
	prepare->reserve.nr = 0;
	prepare->snapshot.nr = 0;
	prepare->batch.job = job;
	prepare->batch.reserve = &prepare->reserve;
	prepare->batch.next = pass->slot->ipa;

	do {
		ret = wp_prepare_step(prepare, &status);
	} while (!ret && status != WP_DONE);

	wp_snapshot_drop(&prepare->snapshot, &prepare->reserve);
	wp_reserve_drain(&prepare->reserve);
	kfree(prepare);
	return ret;
}

int wp_prepare_run(const struct wp_job *job, struct wp_pass *pass)
{
	wp_env_assert_slots_locked(&job->env);
	wp_pass_begin(pass, wp_env_clock_ns());
	wp_pass_end(pass, wp_prepare_batches(job, pass));
	return pass->ret;
}
