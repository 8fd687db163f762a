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

/*
 * Returns the pass that the request belongs to, or NULL to leave the request to
 * KVM.  Hot path: a round makes a request for each 64 pages.
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
	if (serve->pass.slot != slot) {
		wp_serve_end(slot->vm);
		serve->pass.slot = slot;
	}
	if (protects)
		wp_flush_owe(slot);
	if (!wp_knob_is_on(&wp_knob_takeover))
		return NULL;
	if (!serve->protector)
		wp_serve_choose(slot->vm);
	return serve;
}

/* Most requests of a round continue an open hold. */
static __always_inline void wp_request_begin(struct wp_serve *serve,
					     const struct kvm_arm_wp_request *req,
					     struct wp_reserve *reserve)
{
	struct wp_hold *hold = &serve->hold;
	struct wp_batch *batch = &hold->batch;

	hold->job.env.kvm = req->kvm;
	hold->job.end = req->end;
	batch->next = req->start;
	batch->until = req->end;
	batch->reserve = reserve;
	if (!hold->open)
		wp_hold_open(hold, &serve->pass, req->start);
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

	if (hold->job.verify && done)
		wp_verify(&hold->batch, &req->s2, req->start, req->end);
	if (wp_request_may_end_hold(hold, req))
		wp_hold_close(hold, &serve->pass, wp_env_clock_ns());
}

/*
 * Protect the shadow table of a nested guest in place.  A swap needs a flush of
 * the TLB entries of that table, and the shim flushes those of the VM's own
 * table.
 */
bool wp_request_protect(const struct kvm_arm_wp_request *req)
{
	struct wp_serve *serve = wp_request_enter(req, true);
	enum wp_status status;
	struct wp_hold *hold;

	if (!serve)
		return false;

	hold = &serve->hold;
	hold->job.protector = req->slot ? serve->protector :
					  &wp_protector_inplace;
	hold->job.splitter = NULL;
	wp_request_begin(serve, req, &serve->reserve);
	while ((status = wp_walk(&hold->batch, &req->s2)) != WP_DONE)
		if (status == WP_STARVED)
			hold->job.protector = &wp_protector_inplace;
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

static void wp_request_give_back(struct wp_reserve *borrowed,
				 struct kvm_mmu_memory_cache *cache)
{
	while (borrowed->nr)
		kvm_arm_wp_cache_give(cache, borrowed->table[--borrowed->nr]);
}

/* Like KVM's own splitter, fail if a block is left and no page. */
bool wp_request_split(const struct kvm_arm_wp_request *req,
		      struct kvm_mmu_memory_cache *cache, int *ret)
{
	struct wp_serve *serve = wp_request_enter(req, false);
	enum wp_status status;
	struct wp_hold *hold;
	unsigned int pages;

	if (!serve || !req->slot)
		return false;

	hold = &serve->hold;
	hold->job.splitter = serve->splitter;
	hold->job.protector = NULL;
	wp_request_begin(serve, req, &serve->borrowed);
	do {
		pages = wp_request_borrow(hold, &serve->borrowed, cache);
		status = wp_walk(&hold->batch, &req->s2);
	} while (status == WP_AGAIN || (status == WP_STARVED && pages));
	wp_request_give_back(&serve->borrowed, cache);
	wp_request_end(serve, req, status == WP_DONE);
	*ret = status == WP_DONE ? 0 : -ENOMEM;
	return true;
}
