// SPDX-License-Identifier: GPL-2.0
/* Begins and ends the passes of KVM that we serve. */
#include <linux/err.h>

#include "fault.h"
#include "flush.h"
#include "hold.h"
#include "knobs.h"
#include "pass.h"
#include "record.h"
#include "recover.h"
#include "reserve.h"
#include "serve.h"
#include "vm.h"

void wp_serve_choose(struct wp_vm *vm)
{
	struct wp_serve *serve = &vm->serve;

	lockdep_assert_held(&vm->kvm->slots_lock);
	if (serve->protector)
		return;
	serve->protector = wp_protector_get();
	serve->splitter = wp_splitter_get();
}

/* Without a pass the occasion is WP_IN_ROUND: a round begins with a request. */
void wp_serve_end(struct wp_vm *vm)
{
	struct wp_serve *serve = &vm->serve;

	if (serve->hold.open)
		wp_hold_close(&serve->hold, &serve->pass, wp_env_clock_ns());
	wp_pass_end(&serve->pass, 0);
	wp_protector_put(serve->protector);
	wp_splitter_put(serve->splitter);
	serve->protector = NULL;
	serve->splitter = NULL;
	wp_reserve_drain(&serve->reserve);
	serve->pass.slot = NULL;
	WRITE_ONCE(serve->pass.occasion, WP_IN_ROUND);
}

void wp_serve_end_slot(struct wp_slot *slot)
{
	lockdep_assert_held(&slot->vm->kvm->slots_lock);
	if (slot->vm->serve.pass.slot == slot)
		wp_serve_end(slot->vm);
}

void wp_serve_end_all(void)
{
	struct wp_cursor cursor = {};
	struct wp_vm *vm;

	rcu_read_lock();
	for (; (vm = wp_vm_at(&cursor)); cursor.vm++)
		wp_serve_end(vm);
	rcu_read_unlock();
}

/*
 * This is the last chance to allocate before KVM takes mmu_lock.  A failure is
 * no error: without pages for tables, pages are protected in place.
 *
 * With takeover=0 KVM protects the pages by itself, and we do not see its
 * requests.  It flushes afterwards.
 */
void wp_serve_commit(struct wp_vm *vm, struct wp_slot *slot)
{
	struct wp_serve *serve = &vm->serve;

	lockdep_assert_held(&vm->kvm->slots_lock);
	wp_serve_end(vm);
	serve->pass.slot = slot;
	WRITE_ONCE(serve->pass.occasion, WP_IN_INITIAL);
	serve->hold.lasts = false;
	serve->hold.since = 0;
	slot->pass_counted = false;
	if (!wp_knob_is_on(&wp_knob_takeover)) {
		if (!kvm_dirty_log_manual_protect_and_init_set(vm->kvm))
			wp_flush_owe(slot);
		return;
	}
	wp_serve_choose(vm);
	if (serve->protector->uses_tables)
		wp_reserve_fill(&serve->reserve,
				wp_reserve_want(slot->npages << PAGE_SHIFT));
}

void wp_serve_committed(struct kvm *kvm, const struct kvm_memory_slot *new)
{
	struct wp_vm *vm;

	lockdep_assert_held(&kvm->slots_lock);
	if (!new || !kvm_slot_dirty_track_enabled(new))
		return;
	vm = wp_vm_find(kvm);
	if (vm)
		wp_serve_end(vm);
}

/*
 * With takeover=0 we do not see which slots KVM protects when it resets rings.
 * It protects the slots that were written to since the last reset.
 */
static void wp_serve_ring_owes(struct wp_slot *slot)
{
	u64 dirty = wp_stats_dirty(&slot->stats);

	if (!wp_knob_is_on(&wp_knob_takeover) && dirty != slot->ring_dirty)
		wp_flush_owe(slot);
	slot->ring_dirty = dirty;
}

/*
 * A VM, or a log, that is older than this module gets its record here.  Without
 * memory for a record KVM serves the round alone.
 *
 * A VMM repeats a reset of rings that a signal has interrupted.  The repetition
 * is part of the same round.
 */
void wp_serve_round(struct kvm *kvm, const struct kvm_memory_slot *memslot,
		    unsigned int flags)
{
	struct wp_slot *slot = wp_record_get_slot(kvm, memslot);
	struct wp_serve *serve;

	lockdep_assert_held(&kvm->slots_lock);
	if (IS_ERR_OR_NULL(slot))
		return;
	wp_fault_log_used();
	/* The log is older than the record of its slot. */
	if (slot->recover == WP_RECOVER_NOTHING)
		wp_recover_watch(slot);
	serve = &slot->vm->serve;
	wp_serve_end(slot->vm);
	serve->hold.lasts = flags & KVM_ARM_WP_ROUND_ONE_HOLD;
	serve->hold.since = wp_env_ticks();
	if (serve->interrupted)
		return;
	if (flags & KVM_ARM_WP_ROUND_READS)
		wp_stats_log_read(&slot->stats, wp_env_clock_ns());
	if (flags & KVM_ARM_WP_ROUND_RINGS)
		wp_serve_ring_owes(slot);
	slot->pass_counted = false;
}

void wp_serve_rounded(struct kvm *kvm, bool interrupted)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	lockdep_assert_held(&kvm->slots_lock);
	if (!vm)
		return;
	wp_serve_end(vm);
	vm->serve.interrupted = interrupted;
}

/*
 * KVM flushes a slot only for its log: at commit, and at the end of a round.
 * The hold of a round has ended when the flush began.  The initial pass ends
 * later, see wp_serve_committed().
 */
static void wp_serve_flushed_slot(struct wp_vm *vm, struct wp_slot *slot, u64 ns)
{
	struct wp_serve *serve = &vm->serve;
	bool ends = serve->pass.occasion == WP_IN_ROUND;

	lockdep_assert_held(&vm->kvm->slots_lock);
	if (ends)
		wp_hold_close(&serve->hold, &serve->pass,
			      wp_env_clock_ns() - ns);
	if (slot)
		wp_flush_slot(slot, !wp_knob_is_on(&wp_knob_takeover), ns);
	if (ends)
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
		wp_flush_all(vm, ns);
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
