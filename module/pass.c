// SPDX-License-Identifier: GPL-2.0
/* Drives batches over a range, and does between them what needs sleep. */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "pass.h"
#include "reserve.h"

/*
 * struct wp_pass - a pass in progress; too large for the stack
 */
struct wp_pass {
	struct wp_reserve reserve;
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

	if (status != WP_STARVED && !batch->counts.table_pages)
		return 0;
	return wp_reserve_fill(&pass->reserve,
			       DIV_ROUND_UP_ULL(left, wp_level_size(WP_LAST_LEVEL - 1)) + 1);
}

/* One batch and what follows it.  Sets *status; an error ends the pass. */
static int wp_pass_step(struct wp_pass *pass, struct wp_stats *stats,
			struct wp_counts *total, enum wp_status *status)
{
	struct wp_batch *batch = &pass->batch;
	struct kvm *kvm = batch->job->env.kvm;
	struct kvm_arm_wp_stage2 s2;

	*status = WP_DONE;
	if (fatal_signal_pending(current))
		return -EINTR;
	if (!kvm_arm_wp_stage2_lock(kvm, &s2))
		return 0;
	*status = wp_batch_run(batch, &s2);
	kvm_arm_wp_stage2_unlock(kvm);

	wp_counts_merge(total, &batch->counts);
	if (batch->job->afterwards) {
		batch->counts.splits_l1 = 0;
		batch->counts.splits_l2 = 0;
	}
	wp_stats_add_batch(stats, batch);
	cond_resched();
	return *status == WP_DONE ? 0 : wp_pass_refill(pass, *status);
}

int wp_pass_run(const struct wp_job *job, phys_addr_t start,
		struct wp_stats *stats, struct wp_counts *total)
{
	enum wp_status status;
	struct wp_pass *pass;
	int ret;

	*total = (struct wp_counts){};
	pass = kmalloc(sizeof(*pass), WP_GFP);
	if (!pass)
		return -ENOMEM;
	pass->reserve.nr = 0;
	pass->batch.job = job;
	pass->batch.reserve = &pass->reserve;
	pass->batch.next = start;

	do {
		ret = wp_pass_step(pass, stats, total, &status);
	} while (!ret && status != WP_DONE);

	wp_reserve_drain(&pass->reserve);
	kfree(pass);
	return ret;
}
