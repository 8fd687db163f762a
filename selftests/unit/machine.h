/* SPDX-License-Identifier: GPL-2.0 */
/* The machine that the core runs on: lock, clock, allocator, and events that can be injected. */
#ifndef UNIT_MACHINE_H
#define UNIT_MACHINE_H

#include "core/batch.h"
#include "space.h"
#include "vm.h"

#define NEVER (~0U)

/**
 * struct machine - state of the machine, and events to come
 * @locked:	mmu_lock is held for write.
 * @shared:	mmu_lock is held for read.
 * @of_kvm:	KVM holds mmu_lock, for its own changes of tables.
 * @synced:	The table walkers see all stores.
 * @expired:	The module was told that the time of its hold is up.
 * @overtime:	Stores by the module since then.
 * @begin_ns:	Time at which the module began to measure its hold, in ns; 0 before.
 * @now:	Current time, in ns.
 * @tick:	Time that each reading of the clock takes, in ns.
 * @flush_ns:	Time that each flush takes, in ns.
 * @patience:	Checks for contention in a hold before the lock is wanted, or NEVER.
 * @contended:	The same, counted down in the present hold.
 * @alloc_fails: Allocations that succeed before the others fail, or NEVER.
 * @signal:	Checks for a signal before there is one, or NEVER.
 * @gone:	How often the lock can be taken before the table is gone, or NEVER.
 * @refused:	Interruptions of KVM's hold that succeed before the others fail, or NEVER.
 * @nested:	KVM's hold must not be interrupted.
 * @patient:	The present hold may take longer than WP_BATCH_NS.
 * @turned_down:	An interruption was refused during the present request.
 * @lost:	The table is gone.
 * @gap:	The module has interrupted KVM's hold.
 * @failed:	An allocation has failed.
 * @killed:	The module has seen a signal.
 * @flushes:	Flushes by the module since the lock was taken.
 * @swaps:	Tables that replaced another since the lock was taken.
 * @allocs:	Allocations by the module.
 * @unmaps:	Tables that the module had KVM unmap.
 * @small:	The host maps one area in so many by pages; 0: none.
 * @cleans:	The host cleans the caches of each page that it unmaps.
 * @held:	Pages that the module holds.
 * @borrowed:	Those of them that are from KVM's cache.
 * @unlocked:	Called before the lock is taken, to make concurrent changes.
 * @meanwhile:	Called once, before an entry is exchanged under the read lock.
 * @pass:	Called for each batch, after the lock was released or at the end of a request.
 * @reached:	IPA at which the last batch ended, or 0 if that was reported.
 * @occasion:	Occasion of the pass.
 */
struct machine {
	bool locked;
	bool shared;
	bool of_kvm;
	bool synced;
	bool expired;
	unsigned int overtime;
	u64 begin_ns;
	u64 now;
	u64 tick;
	u64 flush_ns;
	unsigned int patience;
	unsigned int contended;
	unsigned int alloc_fails;
	unsigned int signal;
	unsigned int gone;
	unsigned int refused;
	bool nested;
	bool patient;
	bool turned_down;
	bool lost;
	bool gap;
	bool failed;
	bool killed;
	unsigned int flushes;
	unsigned int swaps;
	unsigned int allocs;
	unsigned int unmaps;
	unsigned int small;
	bool cleans;
	unsigned int held;
	unsigned int borrowed;
	void (*unlocked)(void);
	void (*meanwhile)(void);
	void (*pass)(const struct wp_batch *batch);
	u64 reached;
	enum wp_occasion occasion;
};

extern struct machine machine;

/**
 * machine_reset() - set the initial state, without events
 */
void machine_reset(void);

/**
 * machine_kvm() - get the VM
 *
 * Return: a pointer that can be compared, but not dereferenced.
 */
struct kvm *machine_kvm(void);

/**
 * machine_lock() - take mmu_lock
 * @of_kvm:	KVM takes it, for its own changes of tables.
 */
void machine_lock(bool of_kvm);

/**
 * machine_unlock() - release mmu_lock, after checking what must hold then
 */
void machine_unlock(void);

/**
 * machine_stage2() - describe the stage-2 table
 *
 * Return: the description, as from the shim.
 */
struct kvm_arm_wp_stage2 machine_stage2(void);

#endif /* UNIT_MACHINE_H */
