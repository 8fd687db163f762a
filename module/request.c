// SPDX-License-Identifier: GPL-2.0
/* Serves KVM's requests to edit a range of a table. */
#include "core/strategy.h"
#include "core/verify.h"
#include "core/walk.h"
#include "flush.h"
#include "hold.h"
#include "knobs.h"
#include "request.h"
#include "reserve.h"
#include "serve.h"
#include "vm.h"

/*
 * A request for the VM's own table belongs to the slot at its address.  A
 * request for the shadow table of a nested guest belongs to the current pass:
 * KVM makes it after the request for the slot.
 */
static __always_inline struct wp_slot *
wp_request_slot(const struct kvm_arm_wp_request *req)
{
	struct wp_vm *vm;

	if (req->slot)
		return wp_vm_find_slot(req->kvm, req->slot->id);
	vm = wp_vm_find(req->kvm);
	return vm ? vm->serve.pass.slot : NULL;
}

static __always_inline void
wp_request_assert_locked(const struct kvm_arm_wp_request *req)
{
	lockdep_assert_held(&req->kvm->slots_lock);
	lockdep_assert_held_write(&req->kvm->mmu_lock);
}

/* Returns false to leave the request to KVM. */
static noinline bool wp_request_begin_hold(const struct kvm_arm_wp_request *req,
					   struct wp_slot *slot, bool protects)
{
	struct wp_serve *serve = &slot->vm->serve;

	if (serve->pass.slot != slot) {
		wp_serve_end(slot->vm);
		serve->pass.slot = slot;
	}
	if (protects)
		wp_flush_owe(slot);
	if (!wp_knob_is_on(&wp_knob_takeover))
		return false;
	if (!serve->protector)
		wp_serve_choose(slot->vm);
	serve->hold.job.env.kvm = req->kvm;
	if (!serve->hold.open)
		wp_hold_open(&serve->hold, &serve->pass, req->start);
	return true;
}

/*
 * Returns the pass that the request belongs to, or NULL to leave the request to
 * KVM.  Hot path: a round makes a request for each 64 pages, and most requests
 * continue an open hold.
 */
static __always_inline struct wp_serve *
wp_request_enter(const struct kvm_arm_wp_request *req, bool protects)
{
	struct wp_serve *serve;
	struct wp_slot *slot;

	wp_request_assert_locked(req);
	slot = wp_request_slot(req);
	if (!slot)
		return NULL;
	serve = &slot->vm->serve;
	if (protects && serve->hold.open && serve->pass.slot == slot &&
	    wp_flush_is_owed(slot))
		return serve;
	return wp_request_begin_hold(req, slot, protects) ? serve : NULL;
}

static __always_inline void
wp_request_set_range(struct wp_hold *hold, const struct kvm_arm_wp_request *req,
		     struct wp_reserve *reserve)
{
	hold->job.end = req->end;
	hold->batch.next = req->start;
	hold->batch.until = req->end;
	hold->batch.reserve = reserve;
}

/*
 * Interrupts KVM's hold of mmu_lock between two pieces of work.  No page is lost:
 * - KVM has taken the bits of the range before the request, and flushes the slot
 *   before the ioctl returns.  A guest that still writes by an old permission
 *   writes before that flush, so the VMM reads the page afterwards.  The same
 *   is true of a nested guest, whose table KVM protects after the request.
 * - A fault in between that grants the permission again also sets the page's
 *   bit, for a later word of this round or for the next round.
 * - The batch is settled: no entry is broken, no retired table is in use.
 * - KVM drops the lock in the same places by itself when a pass is long
 *   (stage2_apply_range() and kvm_mmu_split_huge_pages() in
 *   arch/arm64/kvm/mmu.c), and reads mmu->pgt anew afterwards.  So do we.
 * - slots_lock stays held, and keeps the slot, its bitmap and our records.
 *
 * A request for the table of a nested guest is done in one hold: KVM goes
 * through the list of these tables meanwhile, which the lock protects.
 *
 * The request goes on under the same hold if the module is being unloaded.
 *
 * Returns false if the table is gone.
 */
static bool wp_request_pause(struct wp_serve *serve,
			     struct kvm_arm_wp_request *req)
{
	struct wp_hold *hold = &serve->hold;
	u64 end_ns;

	if (hold->job.verify)
		wp_verify(&hold->batch, &req->s2, req->start, hold->batch.next);
	req->start = hold->batch.next;
	end_ns = wp_env_clock_ns();
	if (!kvm_arm_wp_hold_interrupt(req->kvm)) {
		hold->batch.over = false;
		hold->job.one_hold = true;
		return true;
	}
	hold->batch.counts.lock_drops = 1;
	wp_hold_close(hold, &serve->pass, end_ns);
	hold->since = 0;
	if (!kvm_arm_wp_hold_resume(req->kvm, &req->s2))
		return false;
	wp_hold_open(hold, &serve->pass, req->start);
	return true;
}

/*
 * After the slot KVM goes through all of the table of each nested guest, and
 * drops the lock between two pieces of it (stage2_apply_range()).
 */
static __always_inline bool
wp_request_may_end_hold(const struct wp_hold *hold,
			const struct kvm_arm_wp_request *req)
{
	return !hold->lasts || !req->slot;
}

static void wp_request_end(struct wp_serve *serve,
			   const struct kvm_arm_wp_request *req, bool done)
{
	struct wp_hold *hold = &serve->hold;

	if (!hold->open)	/* the table is gone */
		return;
	if (hold->job.verify && done)
		wp_verify(&hold->batch, &req->s2, req->start, req->end);
	if (wp_request_may_end_hold(hold, req))
		wp_hold_close(hold, &serve->pass, wp_env_clock_ns());
}

/*
 * Protect the shadow table of a nested guest in place, and in one hold.  A swap
 * needs a flush of the TLB entries of that table, and the shim flushes those of
 * the VM's own table.
 */
static __always_inline void
wp_request_choose_protector(struct wp_serve *serve,
			    const struct kvm_arm_wp_request *req)
{
	struct wp_job *job = &serve->hold.job;

	if (req->slot) {
		job->protector = serve->protector;
		job->one_hold = false;
	} else {
		job->protector = &wp_protector_inplace;
		job->one_hold = true;
	}
	job->splitter = NULL;
}

/*
 * Off the hot path: most requests are done with one walk.  Returns true to walk
 * on.
 */
static noinline bool wp_request_goes_on(struct wp_serve *serve,
					struct kvm_arm_wp_request *req,
					enum wp_status status)
{
	if (status == WP_STARVED)
		serve->hold.job.protector = &wp_protector_inplace;
	if (serve->hold.batch.over && !wp_request_pause(serve, req))
		return false;
	return status != WP_DONE;
}

bool wp_request_protect(struct kvm_arm_wp_request *req)
{
	struct wp_serve *serve = wp_request_enter(req, true);
	enum wp_status status;
	struct wp_hold *hold;

	if (!serve)
		return false;

	hold = &serve->hold;
	wp_request_choose_protector(serve, req);
	wp_request_set_range(hold, req, &serve->reserve);
	do {
		status = wp_walk(&hold->batch, &req->s2);
	} while ((status != WP_DONE || hold->batch.over) &&
		 wp_request_goes_on(serve, req, status));
	if (hold->job.verify || wp_request_may_end_hold(hold, req))
		wp_request_end(serve, req, true);
	return true;
}

/* Returns the number of pages that are at hand now. */
static unsigned int wp_request_borrow(const struct wp_hold *hold,
				      struct wp_reserve *borrowed,
				      struct kvm_mmu_memory_cache *cache)
{
	u64 left = hold->job.end - hold->batch.next;
	u64 want = min_t(u64, wp_reserve_want(left), WP_BATCH_TABLES);

	while (borrowed->nr < want) {
		void *page = kvm_arm_wp_cache_take(cache);

		if (!page)
			break;
		borrowed->table[borrowed->nr++] = page;
	}
	return borrowed->nr;
}

/* Without a page at hand another walk would find the same block again. */
static bool wp_request_splits_on(enum wp_status status, unsigned int pages)
{
	return status != WP_DONE && (status != WP_STARVED || pages);
}

static void wp_request_give_back(struct wp_reserve *borrowed,
				 struct kvm_mmu_memory_cache *cache)
{
	while (borrowed->nr)
		kvm_arm_wp_cache_give(cache, borrowed->table[--borrowed->nr]);
}

/*
 * Like KVM's own splitter, fail if a block is left and no page.
 *
 * KVM frees its cache together with the table, so no page is borrowed while the
 * lock is free.
 */
bool wp_request_split(struct kvm_arm_wp_request *req,
		      struct kvm_mmu_memory_cache *cache, int *ret)
{
	enum wp_status status;
	struct wp_serve *serve;
	struct wp_hold *hold;
	unsigned int pages;

	serve = req->slot ? wp_request_enter(req, false) : NULL;
	if (!serve)
		return false;

	hold = &serve->hold;
	hold->job.splitter = serve->splitter;
	hold->job.protector = NULL;
	hold->job.one_hold = false;
	wp_request_set_range(hold, req, &serve->borrowed);
	*ret = 0;
	do {
		pages = wp_request_borrow(hold, &serve->borrowed, cache);
		status = wp_walk(&hold->batch, &req->s2);
		if (!hold->batch.over)
			continue;
		wp_request_give_back(&serve->borrowed, cache);
		if (!wp_request_pause(serve, req))
			return true;
	} while (wp_request_splits_on(status, pages));
	wp_request_give_back(&serve->borrowed, cache);
	wp_request_end(serve, req, status == WP_DONE);
	if (status != WP_DONE)
		*ret = -ENOMEM;
	return true;
}
