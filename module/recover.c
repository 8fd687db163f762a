// SPDX-License-Identifier: GPL-2.0
/* Passes that recover blocks, in the background. */
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "core/recoverer.h"
#include "core/walk.h"
#include "pass.h"
#include "recover.h"
#include "registry.h"
#include "vm.h"

/*
 * How often the worker looks at logs that are on.  It recovers the blocks of a
 * slot whose log it has found off twice: a VMM that tries a migration again, or
 * measures the dirty rate every second, keeps its tables.  Not deferrable: the CPU
 * of the timer may be idle for minutes while the guest runs on another.
 */
#define WP_RECOVER_INTERVAL	(3 * HZ)

static void wp_recover_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(wp_recover_worker, wp_recover_work);

/*
 * Keeps KVM from destroying a VM that the worker looks at, see
 * wp_recover_end_vm().  Outside of kvm->slots_lock.
 */
static DEFINE_MUTEX(wp_recover_lock);

/* The module is being unloaded. */
static bool wp_recover_stopped;

/* How a look at a slot ended. */
enum wp_recover_look {
	WP_RECOVER_DONE,	/* nothing is left to do for this slot */
	WP_RECOVER_LATER,	/* the log is on, or was a moment ago */
	WP_RECOVER_BUSY,	/* an ioctl changes slots, or reads a log */
	WP_RECOVER_NOW,		/* recover, or go on */
};

/*
 * struct wp_recovery - a pass over a slot; too large for the stack
 */
struct wp_recovery {
	struct wp_slot *slot;
	struct wp_job job;
	struct wp_pass pass;
	struct wp_reserve reserve;
	struct wp_batch batch;
};

static void wp_recover_queue(unsigned long delay)
{
	if (!READ_ONCE(wp_recover_stopped))
		queue_delayed_work(system_unbound_wq, &wp_recover_worker, delay);
}

void wp_recover_watch(struct wp_slot *slot)
{
	lockdep_assert_held(&slot->vm->kvm->slots_lock);
	WRITE_ONCE(slot->recover, WP_RECOVER_LOG_ON);
	wp_recover_queue(WP_RECOVER_INTERVAL);
}

static bool wp_recover_log_is_on(const struct wp_slot *slot)
{
	const struct kvm_memory_slot *memslot =
		id_to_memslot(kvm_memslots(slot->vm->kvm), slot->id);

	return memslot && memslot->flags & KVM_MEM_LOG_DIRTY_PAGES;
}

/*
 * Under kvm->slots_lock nobody changes the slot, and no other pass is going on.
 * A record that has ended has no slot any more.
 */
static enum wp_recover_look wp_recover_judge(struct wp_slot *slot)
{
	lockdep_assert_held(&slot->vm->kvm->slots_lock);
	if (slot->recover == WP_RECOVER_NOTHING)
		return WP_RECOVER_DONE;
	if (wp_recover_log_is_on(slot)) {
		WRITE_ONCE(slot->recover, WP_RECOVER_LOG_ON);
		return WP_RECOVER_LATER;
	}
	if (slot->recover == WP_RECOVER_LOG_ON) {
		WRITE_ONCE(slot->recover, WP_RECOVER_LOG_OFF);
		return WP_RECOVER_LATER;
	}
	return WP_RECOVER_NOW;
}

static enum wp_status wp_recover_hold(struct wp_recovery *recovery)
{
	struct kvm *kvm = recovery->job.env.kvm;
	phys_addr_t start = recovery->batch.next;
	struct kvm_arm_wp_stage2 s2;
	enum wp_status status;

	if (!kvm_arm_wp_stage2_lock(kvm, &s2))
		return WP_DONE;
	status = wp_walk_hold(&recovery->batch, &s2);
	kvm_arm_wp_stage2_unlock(kvm);
	wp_pass_add(&recovery->pass, start, &recovery->batch);
	return status;
}

/*
 * Do not wait for kvm->slots_lock: its holder may take long, and KVM may want to
 * destroy another VM meanwhile.
 *
 * @recovery is NULL to look only.
 */
static enum wp_recover_look wp_recover_step(struct wp_slot *slot,
					    struct wp_recovery *recovery)
{
	enum wp_recover_look look = WP_RECOVER_DONE;
	struct kvm *kvm = slot->vm->kvm;

	mutex_lock(&wp_recover_lock);
	if (slot->vm->ended || READ_ONCE(wp_recover_stopped))
		goto unlock;
	look = WP_RECOVER_BUSY;
	if (!mutex_trylock(&kvm->slots_lock))
		goto unlock;
	look = wp_recover_judge(slot);
	if (look == WP_RECOVER_NOW && recovery &&
	    wp_recover_hold(recovery) == WP_DONE) {
		WRITE_ONCE(slot->recover, WP_RECOVER_NOTHING);
		look = WP_RECOVER_DONE;
	}
	mutex_unlock(&kvm->slots_lock);
unlock:
	mutex_unlock(&wp_recover_lock);
	return look;
}

/*
 * One hold in each tick: at most 2 % of a CPU, and vCPUs that wait for mmu_lock
 * get it.
 */
static enum wp_recover_look wp_recover_run(struct wp_recovery *recovery)
{
	enum wp_recover_look look;

	wp_pass_begin(&recovery->pass, wp_env_clock_ns());
	do {
		look = wp_recover_step(recovery->slot, recovery);
		schedule_timeout_uninterruptible(1);
	} while (look == WP_RECOVER_NOW || look == WP_RECOVER_BUSY);
	wp_pass_end(&recovery->pass, 0);
	return look;
}

static enum wp_recover_look wp_recover_pass(struct wp_slot *slot)
{
	struct wp_recovery *recovery = kzalloc(sizeof(*recovery), GFP_KERNEL);
	enum wp_recover_look look;

	if (!recovery)
		return WP_RECOVER_LATER;
	recovery->slot = slot;
	recovery->job = (struct wp_job){
		.env.kvm = slot->vm->kvm,
		.splitter = &wp_recover_splitter,
		.protector = &wp_recover_protector,
		.recoverer = wp_recoverer_get(),
		.end = READ_ONCE(slot->ipa) + (READ_ONCE(slot->npages) << PAGE_SHIFT),
	};
	recovery->pass.slot = slot;
	recovery->pass.occasion = WP_IN_RECOVER;
	recovery->batch.job = &recovery->job;
	recovery->batch.reserve = &recovery->reserve;
	recovery->batch.next = READ_ONCE(slot->ipa);
	recovery->batch.until = recovery->job.end;
	look = recovery->job.recoverer->table ? wp_recover_run(recovery) :
						WP_RECOVER_DONE;
	wp_recoverer_put(recovery->job.recoverer);
	kfree(recovery);
	return look;
}

/* Returns the next slot that is watched, with references on it and its VM, or NULL. */
static struct wp_slot *wp_recover_next(struct wp_cursor *cursor)
{
	struct wp_slot *slot;

	rcu_read_lock();
	while ((slot = wp_slot_at(cursor))) {
		cursor->slot++;
		if (READ_ONCE(slot->recover) == WP_RECOVER_NOTHING ||
		    !refcount_inc_not_zero(&slot->vm->ref))
			continue;
		if (refcount_inc_not_zero(&slot->ref))
			break;
		wp_vm_put(slot->vm);
	}
	rcu_read_unlock();
	return slot;
}

static void wp_recover_work(struct work_struct *work)
{
	enum wp_recover_look look;
	struct wp_cursor cursor = {};
	struct wp_slot *slot;
	struct wp_vm *vm;
	bool again = false;

	while ((slot = wp_recover_next(&cursor))) {
		look = wp_recover_step(slot, NULL);
		if (look == WP_RECOVER_NOW)
			look = wp_recover_pass(slot);
		again |= look != WP_RECOVER_DONE;
		vm = slot->vm;
		wp_slot_put(slot);
		wp_vm_put(vm);
	}
	if (again)
		wp_recover_queue(WP_RECOVER_INTERVAL);
}

void wp_recover_end_vm(struct wp_vm *vm)
{
	mutex_lock(&wp_recover_lock);
	vm->ended = true;
	mutex_unlock(&wp_recover_lock);
}

void wp_recover_stop(void)
{
	WRITE_ONCE(wp_recover_stopped, true);
	cancel_delayed_work_sync(&wp_recover_worker);
}

void wp_recover_exit(void)
{
	cancel_delayed_work_sync(&wp_recover_worker);
}
