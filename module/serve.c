// SPDX-License-Identifier: GPL-2.0
/* Stands in for KVM where it edits tables for the dirty log, slot by slot. */
#include <linux/err.h>
#include <linux/sched.h>

#include "core/strategy.h"
#include "core/verify.h"
#include "knobs.h"
#include "lookup.h"
#include "report.h"
#include "reserve.h"
#include "serve.h"
#include "vm.h"

/* A pass keeps the strategies that it began with, whatever is chosen meanwhile. */
static void wp_serve_choose(struct wp_serve *serve)
{
	if (serve->walker)
		return;
	serve->walker = wp_walker_get();
	serve->splitter = wp_splitter_get();
}

static bool wp_serve_takes_over(void)
{
	return wp_knob_get(&wp_knob_takeover) == WP_TAKEOVER;
}

static enum wp_occasion wp_serve_occasion(const struct wp_serve *serve)
{
	return READ_ONCE(serve->initial) ? WP_IN_INITIAL : WP_IN_ROUND;
}

/*
 * A reset of a ring may come back to a slot: that is another pass to those who
 * listen, and so each has a beginning and an end.
 */
static void wp_serve_trace_begin(struct wp_serve *serve)
{
	if (serve->traced)
		return;
	serve->traced = wp_count_pass_begin(serve->slot,
					    wp_serve_occasion(serve));
	if (!serve->traced)
		return;
	serve->begin_ns = serve->batch.begin_ns;
	serve->passed = (struct wp_passed){};
}

static void wp_serve_trace_end(struct wp_serve *serve)
{
	if (!serve->traced)
		return;
	serve->traced = false;
	serve->passed.ns = wp_env_clock_ns() - serve->begin_ns;
	wp_count_pass_end(serve->slot, wp_serve_occasion(serve),
			  &serve->passed);
}

static void wp_serve_trace_batch(struct wp_serve *serve)
{
	if (!serve->traced)
		return;
	wp_counts_merge(&serve->passed.counts, &serve->batch.counts);
	serve->passed.holds++;
}

/* From here on the batch is history. */
static void wp_serve_account(struct wp_serve *serve, u64 end_ns)
{
	struct wp_counts *counts = &serve->batch.counts;

	if (!serve->running)
		return;
	serve->running = false;
	if (!serve->initial) {
		counts->ptes_rewp = counts->ptes_wp;
		counts->ptes_wp = 0;
	}
	counts->passes = !serve->slot->counted;
	serve->slot->counted = true;
	serve->batch.hold_ns = end_ns - serve->batch.begin_ns;
	counts->lock_hold_ns_max = serve->batch.hold_ns;
	wp_count_batch(serve->slot, wp_serve_occasion(serve), serve->start,
		       &serve->batch);
	wp_serve_trace_batch(serve);
}

void wp_serve_end(struct wp_vm *vm)
{
	struct wp_serve *serve = &vm->serve;

	wp_serve_account(serve, wp_env_clock_ns());
	wp_serve_trace_end(serve);
	wp_walker_put(serve->walker);
	wp_splitter_put(serve->splitter);
	serve->walker = NULL;
	serve->splitter = NULL;
	wp_reserve_drain(&serve->reserve);
	serve->slot = NULL;
	WRITE_ONCE(serve->initial, false);
}

/*
 * KVM owes a flush for what it protects, or has protected by us; not for what is
 * split.
 */
static void wp_serve_owe(struct wp_serve *serve, struct wp_slot *slot)
{
	WRITE_ONCE(slot->flush_owed, true);
	WRITE_ONCE(serve->task, current);
}

/*
 * The last chance to allocate before KVM takes the lock.  Failing is no error:
 * without pages for tables, pages are protected in place.  If KVM protects by
 * itself we do not see it, but know that it will, and flush.
 */
void wp_serve_commit(struct wp_vm *vm, struct wp_slot *slot)
{
	struct wp_serve *serve = &vm->serve;

	wp_serve_end(vm);
	serve->slot = slot;
	WRITE_ONCE(serve->initial, true);
	serve->one_hold = false;
	slot->counted = false;
	if (!wp_serve_takes_over()) {
		if (!kvm_dirty_log_manual_protect_and_init_set(vm->kvm))
			wp_serve_owe(serve, slot);
		return;
	}
	wp_serve_choose(serve);
	if (serve->walker->uses_tables)
		wp_reserve_fill(&serve->reserve,
				wp_reserve_want(slot->npages << PAGE_SHIFT));
}

void wp_serve_committed(struct kvm *kvm, const struct kvm_memory_slot *new)
{
	struct wp_vm *vm;

	if (!new || !kvm_slot_dirty_track_enabled(new))
		return;
	vm = wp_vm_find(kvm);
	if (vm)
		wp_serve_end(vm);
}

/*
 * If KVM protects by itself what is in the rings, we do not see which slots it
 * protects.  They are those that were written to since the last reset.
 */
static void wp_serve_ring_owes(struct wp_serve *serve, struct wp_slot *slot)
{
	u64 dirty = wp_stats_dirty(&slot->stats);

	if (!wp_serve_takes_over() && dirty != slot->ring_dirty)
		wp_serve_owe(serve, slot);
	slot->ring_dirty = dirty;
}

/*
 * A VM that is older than this module, or the log of which is, gets its record
 * here.  Without memory for it KVM goes on alone.
 */
void wp_serve_round(struct kvm *kvm, const struct kvm_memory_slot *memslot,
		    unsigned int flags)
{
	struct wp_slot *slot = wp_vm_get_slot(kvm, memslot);
	struct wp_serve *serve;

	if (IS_ERR_OR_NULL(slot))
		return;
	serve = &slot->vm->serve;
	wp_serve_end(slot->vm);
	serve->one_hold = flags & KVM_ARM_WP_ROUND_ONE_HOLD;
	if (serve->interrupted)
		return;
	if (flags & KVM_ARM_WP_ROUND_READS)
		wp_stats_log_read(&slot->stats, wp_env_clock_ns());
	if (flags & KVM_ARM_WP_ROUND_RINGS)
		wp_serve_ring_owes(serve, slot);
	slot->counted = false;
}

void wp_serve_rounded(struct kvm *kvm, bool interrupted)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	if (!vm)
		return;
	wp_serve_end(vm);
	vm->serve.interrupted = interrupted;
}

/*
 * Whose request is it?  That of the slot at its address.  Requests for the
 * shadow tables of nested guests come with each request for the slot, whose
 * pass is still on then.
 */
static __always_inline struct wp_slot *
wp_serve_slot(const struct kvm_arm_wp_request *req)
{
	struct wp_vm *vm;

	if (req->slot)
		return wp_vm_find_slot(req->kvm, req->slot->id);
	vm = wp_vm_find(req->kvm);
	return vm ? vm->serve.slot : NULL;
}

/*
 * Returns the pass that the request belongs to, or NULL to leave it to KVM.  A
 * round comes by here for each 64 pages.
 */
static __always_inline struct wp_serve *
wp_serve_enter(const struct kvm_arm_wp_request *req, bool protects)
{
	struct wp_slot *slot = wp_serve_slot(req);
	struct wp_serve *serve;

	if (!slot)
		return NULL;
	serve = &slot->vm->serve;
	if (serve->slot != slot) {
		wp_serve_end(slot->vm);
		serve->slot = slot;
	}
	if (protects)
		wp_serve_owe(serve, slot);
	if (!wp_serve_takes_over())
		return NULL;
	wp_serve_choose(serve);
	return serve;
}

static noinline void wp_serve_begin(struct wp_serve *serve, phys_addr_t start)
{
	struct wp_batch *batch = &serve->batch;

	serve->job.served = true;
	serve->job.verify = wp_knob_get(&wp_knob_verify) == WP_VERIFY;
	batch->job = &serve->job;
	batch->snapshot = NULL;
	wp_batch_begin(batch);
	serve->start = start;
	serve->running = true;
	wp_serve_trace_begin(serve);
}

/* Most requests of a round go on with what has begun. */
static __always_inline void wp_serve_start(struct wp_serve *serve,
					   const struct kvm_arm_wp_request *req,
					   struct wp_reserve *reserve)
{
	struct wp_batch *batch = &serve->batch;

	serve->job.env.kvm = req->kvm;
	serve->job.end = req->end;
	batch->next = req->start;
	batch->until = req->end;
	batch->reserve = reserve;
	if (!serve->running)
		wp_serve_begin(serve, req->start);
}

/*
 * After a slot KVM goes through all of the table of each nested guest, and lets go
 * of the lock between two pieces of it (stage2_apply_range()).
 */
static __always_inline bool
wp_serve_hold_may_end(const struct wp_serve *serve,
		      const struct kvm_arm_wp_request *req)
{
	return !serve->one_hold || !req->slot;
}

static void wp_serve_finish(struct wp_serve *serve,
			    const struct kvm_arm_wp_request *req, bool done)
{
	struct wp_batch *batch = &serve->batch;

	if (serve->job.verify && done) {
		wp_verify(batch, &req->s2, req->start, req->end);
		wp_report_finding(serve->slot, batch);
	}
	if (wp_serve_hold_may_end(serve, req))
		wp_serve_account(serve, wp_env_clock_ns());
}

/*
 * In place for nested guests: what swapping owes is a flush of that table's TLB
 * entries, and the shim flushes those of the VM's own table.
 */
bool wp_serve_protect(const struct kvm_arm_wp_request *req)
{
	struct wp_serve *serve = wp_serve_enter(req, true);
	enum wp_status status;

	if (!serve)
		return false;

	serve->job.walker = serve->walker;
	serve->job.splitter = NULL;
	if (!req->slot)
		serve->job.walker = &wp_walker_inplace;
	wp_serve_start(serve, req, &serve->reserve);
	while ((status = wp_batch_step(&serve->batch, &req->s2)) != WP_DONE)
		if (status == WP_STARVED)
			serve->job.walker = &wp_walker_inplace;
	if (serve->job.verify || wp_serve_hold_may_end(serve, req))
		wp_serve_finish(serve, req, true);
	return true;
}

/* Returns how many pages there are now. */
static unsigned int wp_serve_borrow(struct wp_serve *serve,
				    struct kvm_mmu_memory_cache *cache)
{
	struct wp_reserve *borrowed = &serve->borrowed;
	u64 left = serve->job.end - serve->batch.next;
	u64 want = min_t(u64, wp_reserve_want(left), WP_BATCH_TABLES);

	while (borrowed->nr < want) {
		void *page = kvm_arm_wp_cache_take(cache);

		if (!page)
			break;
		borrowed->table[borrowed->nr++] = page;
	}
	return borrowed->nr;
}

static void wp_serve_return(struct wp_serve *serve,
			    struct kvm_mmu_memory_cache *cache)
{
	struct wp_reserve *borrowed = &serve->borrowed;

	while (borrowed->nr)
		kvm_arm_wp_cache_give(cache, borrowed->table[--borrowed->nr]);
}

/* KVM's own splitter fails in the same case: a block is left, and no page. */
bool wp_serve_split(const struct kvm_arm_wp_request *req,
		    struct kvm_mmu_memory_cache *cache, int *ret)
{
	struct wp_serve *serve = wp_serve_enter(req, false);
	enum wp_status status;
	unsigned int pages;

	if (!serve || !req->slot)
		return false;

	serve->job.splitter = serve->splitter;
	serve->job.walker = NULL;
	wp_serve_start(serve, req, &serve->borrowed);
	do {
		pages = wp_serve_borrow(serve, cache);
		status = wp_batch_step(&serve->batch, &req->s2);
	} while (status == WP_AGAIN || (status == WP_STARVED && pages));
	wp_serve_return(serve, cache);
	wp_serve_finish(serve, req, status == WP_DONE);
	*ret = status == WP_DONE ? 0 : -ENOMEM;
	return true;
}

/* Each owed flush is paid once, whoever else may come without slots_lock. */
static void wp_serve_paid_all(struct wp_vm *vm, enum wp_occasion occasion,
			      u64 ns)
{
	struct wp_slot *slot;
	unsigned long id;

	rcu_read_lock();
	xa_for_each(&vm->slots, id, slot)
		if (xchg(&slot->flush_owed, false))
			wp_count_flush(slot, occasion, ns);
	rcu_read_unlock();
}

/*
 * After a ring reset the flush of the whole VM pays for all the slots that were
 * in the ring.  The pass has ended before, see wp_serve_rounded(): slots_lock is
 * free, and another pass may have begun.  The VM is flushed for other reasons,
 * too, by tasks that have reset no ring.
 *
 * 6.1 also flushes the whole VM at commit.  Attribute that flush to us if current
 * made the last pass; if another pass has begun meanwhile, an event may have the
 * wrong name.
 */
static void wp_serve_flushed_all(struct wp_vm *vm, u64 ns)
{
	if (READ_ONCE(vm->serve.task) == current)
		wp_serve_paid_all(vm, wp_serve_occasion(&vm->serve), ns);
}

/*
 * KVM flushes a slot for its log only, so that the flush was owed even if we did
 * not see KVM protect anything.
 */
static void wp_serve_flushed_slot(struct wp_vm *vm, struct wp_slot *slot, u64 ns)
{
	struct wp_serve *serve = &vm->serve;

	if (!serve->initial)
		wp_serve_account(serve, wp_env_clock_ns() - ns);
	if (slot && (xchg(&slot->flush_owed, false) || !wp_serve_takes_over()))
		wp_count_flush(slot, wp_serve_occasion(serve), ns);
	if (!serve->initial)
		wp_serve_end(vm);
}

void wp_serve_flushed(struct kvm *kvm, const struct kvm_memory_slot *memslot,
		      u64 ns)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	if (!vm)
		return;
	if (memslot)
		wp_serve_flushed_slot(vm, wp_vm_find_slot(kvm, memslot->id), ns);
	else
		wp_serve_flushed_all(vm, ns);
}

void wp_serve_dirty(struct kvm *kvm, const struct kvm_memory_slot *memslot)
{
	struct wp_slot *slot;

	rcu_read_lock();
	slot = wp_vm_find_slot(kvm, memslot->id);
	if (slot)
		wp_stats_add_dirty(&slot->stats);
	rcu_read_unlock();
}
