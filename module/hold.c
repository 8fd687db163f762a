// SPDX-License-Identifier: GPL-2.0
/* Begins and counts a batch for each hold of mmu_lock in a pass of KVM. */
#include "hold.h"
#include "knobs.h"
#include "pass.h"

/*
 * If KVM may drop the lock after each request, we do not see whether it did, and
 * count a hold for each.  The limit of a hold must not begin anew with each: it
 * counts from hold->since, and the batch looks at the counter before it has done
 * much.
 *
 * A reset of rings may return to a slot whose pass has ended.  For those who
 * trace, that is another pass with a beginning and an end.
 */
void wp_hold_open(struct wp_hold *hold, struct wp_pass *pass,
		  phys_addr_t start)
{
	hold->job.served = true;
	hold->job.verify = wp_knob_is_on(&wp_knob_verify);
	hold->batch.job = &hold->job;
	hold->batch.snapshot = NULL;
	wp_batch_begin(&hold->batch);
	if (hold->since) {
		hold->batch.begin_ticks = hold->since;
		hold->batch.work = WP_TABLE_WORK;
	} else {
		hold->since = hold->batch.begin_ticks;
	}
	hold->start = start;
	hold->open = true;
	if (!pass->sums)
		wp_pass_begin(pass, hold->batch.begin_ns);
}

void wp_hold_close(struct wp_hold *hold, struct wp_pass *pass, u64 end_ns)
{
	struct wp_batch *batch = &hold->batch;

	if (!hold->open)
		return;
	hold->open = false;
	batch->hold_ns = end_ns - batch->begin_ns;
	batch->counts.lock_hold_ns_max = batch->hold_ns;
	wp_pass_add(pass, hold->start, batch);
}
