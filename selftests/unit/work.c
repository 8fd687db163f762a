// SPDX-License-Identifier: GPL-2.0
/* Runs passes and requests, and checks what must hold after each hold of the lock. */
#include "core/strategy.h"
#include "core/verify.h"
#include "core/walk.h"
#include "fail.h"
#include "model.h"
#include "prepare.h"
#include "table.h"
#include "tlb.h"
#include "vm.h"
#include "work.h"

/* More holds than any pass over the space of a test needs, with any injected events. */
#define LOCKS_MAX 20000

/*
 * struct progress - the running pass
 * @duty: its remaining work
 * @afterwards: splits count as stragglers
 * @locks: how often it has held the lock
 * @done: its work so far
 */
static struct progress {
	struct duty duty;
	bool afterwards;
	unsigned int locks;
	struct done done;
} progress;

static u64 range_end(const struct work *work)
{
	return space_ipa(work->first) + work->pages * PAGE_SIZE;
}

/* If the work stopped at a level-1 block, that may just have been split into level-2 blocks. */
static void split_half(const struct duty *duty, struct done *done)
{
	unsigned int page = space_page(duty->next);

	if (!duty->split || duty->next >= duty->end || page == NO_PAGE || !model_is_leaf(page) ||
	    model[page].level != 1)
		return;
	if (table_lookup(duty->next, 2).level == 2)
		model_split_top(page, done);
}

static void check_counts(const struct wp_counts *counts, const struct done *done, bool afterwards)
{
	equal("splits_l1", counts->splits_l1, afterwards ? 0 : done->splits_l1);
	equal("splits_l2", counts->splits_l2, afterwards ? 0 : done->splits_l2);
	equal("table_pages", counts->table_pages, done->splits_l1 + done->splits_l2);
	equal("ptes_wp", counts->ptes_wp, done->protected);
	equal("tlb_flushes", counts->tlb_flushes, machine.flushes);
	equal("tables_swapped", counts->tables_swapped, machine.swaps);
	equal("verify_failures", counts->verify_failures, 0);
}

static struct done check_work(const struct duty *duty)
{
	struct done done;

	unit_check(duty->next >= duty->start && duty->next <= duty->end,
		   "the work stopped at %#llx, outside of %#llx to %#llx",
		   LLU(duty->next), LLU(duty->start),
		   LLU(duty->end));
	space_mark(duty->start, duty->next - duty->start);
	done = model_work(duty);
	split_half(duty, &done);
	table_compare(machine.held);
	return done;
}

static void check_batch(const struct wp_batch *batch)
{
	struct done done;

	unit_check(++progress.locks < LOCKS_MAX, "the pass does not end");
	progress.duty.next = batch->next;
	done = check_work(&progress.duty);
	tlb_check(false);
	space_checked();
	check_counts(&batch->counts, &done, progress.afterwards);
	equal("batches", batch->counts.batches, 1);
	unit_check(batch->next <= batch->until, "the batch went beyond its until");
	unit_check(machine.flushes <= WP_BATCH_FLUSHES + 1, "%u flushes under one lock",
		   machine.flushes);
	progress.duty.start = batch->next;
	progress.done.splits_l1 += done.splits_l1;
	progress.done.splits_l2 += done.splits_l2;
	progress.done.protected += done.protected;
}

static struct wp_job job_of(const struct work *work)
{
	return (struct wp_job){
		.env.kvm = machine_kvm(),
		.splitter = work->splitter,
		.protector = work->protector,
		.end = range_end(work),
		.verify = work->verify,
	};
}

/* An error must have a cause, and a signal must end the pass. */
static void check_result(int ret, const struct work *work)
{
	bool done = progress.duty.start == range_end(work);

	if (ret == -ENOMEM)
		unit_check(machine.failed, "-ENOMEM, but no allocation failed");
	else if (ret == -EINTR)
		unit_check(machine.killed, "-EINTR, but there was no signal");
	else
		unit_check(!ret, "the pass returned %d", ret);
	if (!ret && !done)
		unit_check(!machine.gone, "the pass ended early at %#llx",
			   LLU(progress.duty.start));
	if (machine.killed)
		unit_check(ret == -EINTR, "the pass ignored a signal");
	equal("pages held after a pass", machine.held, 0);
}

static void check_total(const struct wp_counts *total)
{
	equal("splits_l1 in all", total->splits_l1, progress.done.splits_l1);
	equal("splits_l2 in all", total->splits_l2, progress.done.splits_l2);
	equal("ptes_wp in all", total->ptes_wp, progress.done.protected);
	equal("batches in all", total->batches, progress.locks);
}

int work_pass(const struct work *work, struct wp_counts *total)
{
	const struct wp_job job = job_of(work);
	struct wp_slot slot = { .ipa = space_ipa(work->first), .npages = work->pages };
	struct wp_pass pass = {
		.slot = &slot,
		.occasion = work->afterwards ? WP_IN_STRAGGLERS : WP_IN_PREPARE,
	};

	progress = (struct progress){
		.duty.start = slot.ipa,
		.duty.end = job.end,
		.duty.split = true,
		.duty.protect = job.protector,
		.afterwards = work->afterwards,
	};
	machine.pass = check_batch;
	wp_prepare_run(&job, &pass);
	*total = pass.counts;
	check_result(pass.ret, work);
	check_total(total);
	return pass.ret;
}

static void fill(struct wp_reserve *reserve, unsigned int pages, bool zero)
{
	pages = min_t(unsigned int, pages, WP_BATCH_TABLES);
	while (reserve->nr < pages) {
		reserve->table[reserve->nr++] = memory_alloc(PAGE_SIZE, zero)->page;
		machine.held++;
	}
}

static void drain(struct wp_reserve *reserve)
{
	while (reserve->nr) {
		memory_free(memory_find(reserve->table[--reserve->nr]));
		machine.held--;
	}
}

/*
 * struct request - a request of KVM, served in one hold of the lock
 */
struct request {
	struct wp_reserve reserve;
	struct wp_job job;
	struct wp_batch batch;
};

/* Pages in KVM's cache are zeroed; pages for a protector are not. */
static void begin_request(struct request *request, const struct work *work)
{
	fill(&request->reserve, work->reserve, work->splitter);
	request->job = job_of(work);
	request->job.served = true;
	request->batch.job = &request->job;
	request->batch.reserve = &request->reserve;
	request->batch.next = space_ipa(work->first);
	request->batch.until = request->job.end;
	machine_lock(false);
	wp_batch_begin(&request->batch);
}

/* KVM flushes the whole slot after a request to protect. */
static void end_request(struct request *request, const struct work *work)
{
	const struct duty duty = {
		.start = space_ipa(work->first),
		.next = request->batch.next,
		.end = range_end(work),
		.split = work->splitter,
		.protect = work->protector,
		.served = true,
	};
	struct done done = check_work(&duty);

	machine_unlock();
	check_counts(&request->batch.counts, &done, false);
	if (!work->splitter && !machine.swaps)
		equal("flushes in addition to KVM's", machine.flushes, 0);
	tlb_check(work->protector);
	if (work->protector)
		tlb_flush(0, BIT_ULL(space.ia_bits));
	tlb_check(false);
	space_checked();
	drain(&request->reserve);
}

/* Like wp_request_protect(). */
void work_protect(const struct work *work)
{
	const struct kvm_arm_wp_stage2 s2 = machine_stage2();
	struct request request = {};
	enum wp_status status;

	begin_request(&request, work);
	while ((status = wp_walk(&request.batch, &s2)) != WP_DONE)
		if (status == WP_STARVED)
			request.job.protector = &wp_protector_inplace;
	if (work->verify)
		wp_verify(&request.batch, &s2, space_ipa(work->first), request.job.end);
	unit_check(request.batch.next == request.job.end, "a request was not served to its end");
	end_request(&request, work);
}

/* Like wp_request_split(), but with all of the cache in the reserve from the beginning. */
bool work_split(const struct work *work)
{
	const struct kvm_arm_wp_stage2 s2 = machine_stage2();
	struct request request = {};
	enum wp_status status;

	begin_request(&request, work);
	do {
		status = wp_walk(&request.batch, &s2);
	} while (status == WP_AGAIN);
	unit_check(status == WP_DONE ? request.batch.next == request.job.end : !request.reserve.nr,
		   "a request was not served to its end, although pages were left");
	end_request(&request, work);
	return status == WP_DONE;
}
