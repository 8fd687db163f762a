/* SPDX-License-Identifier: GPL-2.0 */
/* The machine that the core runs on: its lock, clock and allocator, and what can befall them. */
#ifndef UNIT_MACHINE_H
#define UNIT_MACHINE_H

#include "core/batch.h"
#include "space.h"

#define NEVER (~0U)

/**
 * struct machine - what is true now, and what is to happen
 * @locked:	mmu_lock is held for write.
 * @of_kvm:	By KVM, whose own edits are not the module's.
 * @synced:	No store is waiting to be seen by the table walkers.
 * @expired:	The module was told that it is time to let go of the lock.
 * @overtime:	Stores that it has made since.
 * @begin_ns:	When the lock was taken.
 * @now:	Nanoseconds.
 * @tick:	What each look at the clock adds.
 * @flush_ns:	What each flush takes.
 * @patience:	Looks at the lock that find it wanted by nobody, before one that does not.
 * @contended:	The same, for the next hold of the lock.
 * @alloc_fails: Allocations that succeed before the others fail, or NEVER.
 * @signal:	Looks for a signal that find none, or NEVER.
 * @gone:	Times that the table is found before it has disappeared, or NEVER.
 * @failed:	An allocation has failed.
 * @killed:	A signal was found.
 * @flushes:	Flushes by the module since the lock was taken.
 * @swaps:	Tables that took the place of another since.
 * @allocs:	Allocations that the module has asked for.
 * @held:	Pages that the module holds.
 * @unlocked:	Called before the lock is taken: whatever others do meanwhile.
 * @pass:	Called for each batch of a pass, after the lock was released.
 * @reached:	IPA at which the last batch ended, until somebody has been told.
 */
struct machine {
	bool locked;
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
	bool failed;
	bool killed;
	unsigned int flushes;
	unsigned int swaps;
	unsigned int allocs;
	unsigned int held;
	void (*unlocked)(void);
	void (*pass)(const struct wp_batch *batch);
	u64 reached;
};

extern struct machine machine;

/**
 * machine_reset() - nothing happens
 */
void machine_reset(void);

/**
 * machine_kvm() - what there is of struct kvm
 *
 * Return: something to be compared with only.
 */
struct kvm *machine_kvm(void);

/**
 * machine_lock() - take mmu_lock
 * @of_kvm:	For KVM.
 */
void machine_lock(bool of_kvm);

/**
 * machine_unlock() - release it; what then must be true is checked
 */
void machine_unlock(void);

/**
 * machine_stage2() - where the table is
 *
 * Return: as the shim says it.
 */
struct kvm_arm_wp_stage2 machine_stage2(void);

#endif /* UNIT_MACHINE_H */
