/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records of VMs and slots, and how to find them.  record.c makes and ends
 * them.
 *
 * A VM gets a record when the log of one of its slots is first switched on, or
 * at the next round if the log is older than the module.  The record ends when
 * KVM destroys the VM.  The record of a slot ends when the slot is deleted or
 * moved; the record of the VM keeps the sum of the slots that have gone.
 *
 * A record holds no reference on its VM.  An ioctl on the VM, or one of its
 * vCPUs, uses the record, and either keeps KVM from destroying the VM.  debugfs
 * uses the record, too, and never follows it to the VM.
 */
#ifndef WP_VM_H
#define WP_VM_H

#include <linux/hash.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/xarray.h>

#include "core/batch.h"
#include "stats.h"

#define WP_VM_NAME 32

/*
 * The most slots of a VM that get a record.  Records and their directories are
 * charged to no memory cgroup, see record.c and debugfs.c; this limit keeps a
 * VM below about 5 MiB.  KVM serves the other slots alone.
 */
#define WP_VM_SLOTS 1024

/**
 * enum wp_recover - what is known about the log of a slot, see recover.h
 * @WP_RECOVER_NOTHING:	There is nothing to recover.
 * @WP_RECOVER_LOG_ON:	The log was on.
 * @WP_RECOVER_LOG_OFF:	The log was off, once or during a pass.
 */
enum wp_recover {
	WP_RECOVER_NOTHING,
	WP_RECOVER_LOG_ON,
	WP_RECOVER_LOG_OFF,
};

/**
 * struct wp_slot - the record of a memslot
 * @vm:		The record of its VM.
 * @id:		KVM's number of the slot.
 * @bucket:	Node in the hash table by VM and @id; changed under the lock of
 *		vm.c, read under RCU.
 * @ref:	One reference for the tables, one for each open file in @dir.
 * @rcu:	Frees the record after readers that found it in a table.
 * @dir:	Its directory in debugfs.
 * @ipa:	First IPA when the log was last switched on, read or cleared;
 *		written under kvm->slots_lock, read without.
 * @npages:	Size in pages at that time; as @ipa.
 * @armed:	Prepare has split the slot, and commit must look for stragglers;
 *		protected by kvm->slots_lock.
 * @pass_counted: The current round, or initial pass, is in the counter
 *		`passes`; owned by pass.c, protected by kvm->slots_lock.
 * @flush_owed:	KVM owes the slot a flush; owned by flush.c.
 * @ring_dirty:	Its count of dirty pages at the last reset of rings; protected by
 *		kvm->slots_lock.
 * @recover:	See &enum wp_recover; written under kvm->slots_lock.
 * @stats:	Its counters since the record was made.
 */
struct wp_slot {
	struct wp_vm *vm;
	int id;
	struct hlist_node bucket;
	refcount_t ref;
	struct rcu_head rcu;
	struct dentry *dir;
	phys_addr_t ipa;
	u64 npages;
	bool armed;
	bool pass_counted;
	bool flush_owed;
	u64 ring_dirty;
	enum wp_recover recover;
	struct wp_stats stats;
};

/**
 * struct wp_gone - sum of the slots of a VM that were deleted or moved
 * @lock:	Innermost: no lock is taken under it.
 * @slots:	Number of slots.
 * @counts:	Sum of their counters; counters of the kind NOW are meaningless
 *		here.
 */
struct wp_gone {
	spinlock_t lock; /* protects all that follows */
	u64 slots;
	struct wp_counts counts;
};

/* Why a pass goes over a slot, and the name of the reason in events. */
#define WP_OCCASIONS(O)				\
	O(WP_IN_PREPARE, "prepare")		\
	O(WP_IN_STRAGGLERS, "stragglers")	\
	O(WP_IN_INITIAL, "initial")		\
	O(WP_IN_ROUND, "round")			\
	O(WP_IN_RECOVER, "recover")

/**
 * enum wp_occasion - why a pass goes over a slot
 * @WP_IN_PREPARE:	The log of the slot is about to be switched on.
 * @WP_IN_STRAGGLERS:	The log is on, and faults have mapped blocks since prepare.
 * @WP_IN_INITIAL:	KVM write-protects the slot at commit.
 * @WP_IN_ROUND:	KVM write-protects the dirty pages of a round.
 * @WP_IN_RECOVER:	The log is off, and KVM is to fold tables into blocks.
 */
enum wp_occasion {
	WP_IN_PREPARE,
	WP_IN_STRAGGLERS,
	WP_IN_INITIAL,
	WP_IN_ROUND,
	WP_IN_RECOVER,
};

/**
 * struct wp_pass - a pass over a slot
 * @slot:	The slot; NULL between two passes of KVM.
 * @occasion:	Why there is a pass; flush.c reads it without a lock, too.
 * @sums:	@counts and @holds are kept: the pass is our own, or somebody
 *		traces the event "pass".
 * @begin_ns:	Time at which it began; as all that follows, valid if @sums.
 * @ns:		Duration in nanoseconds, once it has ended.
 * @ret:	Its result, 0 or a negative errno, once it has ended.
 * @holds:	Number of holds of mmu_lock so far.
 * @counts:	Sum of its batches so far.
 *
 * The user of a pass serializes access: kvm->slots_lock is held.
 */
struct wp_pass {
	struct wp_slot *slot;
	enum wp_occasion occasion;
	bool sums;
	u64 begin_ns;
	u64 ns;
	int ret;
	u64 holds;
	struct wp_counts counts;
};

/**
 * struct wp_hold - a hold of mmu_lock by KVM
 * @open:	@batch has begun, and is not yet in the counters of the slot.
 * @lasts:	KVM keeps the lock from its first request for the slot to the
 *		last; otherwise it may drop the lock after each request.
 * @since:	When KVM took the lock at the earliest, by the system counter; 0
 *		if it takes it with the next request.
 * @start:	IPA at which @batch began.
 * @job:	The current request.
 * @batch:	All requests of the hold so far.
 *
 * Protected by kvm->slots_lock.
 */
struct wp_hold {
	bool open;
	bool lasts;
	u64 since;
	phys_addr_t start;
	struct wp_job job;
	struct wp_batch batch;
};

/**
 * struct wp_serve - the pass that KVM makes over a slot of the VM
 * @pass:	The pass; pass.c counts it.
 * @hold:	The current hold of mmu_lock; hold.c counts it.
 * @protector:	The protector in use until the end of the pass, or NULL.
 * @splitter:	The splitter in use until the end of the pass, or NULL.
 * @reserve:	Pages for a protector that uses tables.
 * @borrowed:	Pages from KVM's cache, during a split request only.
 * @task:	The task that makes the pass, or made the last one; for comparison
 *		only, owned by flush.c.
 * @interrupted: A signal has interrupted the last reset of rings.
 *
 * Protected by kvm->slots_lock; flush.c also reads @task and the occasion of
 * @pass without it.
 */
struct wp_serve {
	struct wp_pass pass;
	struct wp_hold hold;
	const struct wp_protector_ops *protector;
	const struct wp_splitter_ops *splitter;
	struct wp_reserve reserve;
	struct wp_reserve borrowed;
	struct task_struct *task;
	bool interrupted;
};

/**
 * struct wp_vm - the record of a VM
 * @bucket:	Node in the hash table by @kvm; changed under the lock of vm.c,
 *		read under RCU.
 * @nr:		Index in the array of all VMs, in the order in which they got
 *		their records.
 * @ref:	One reference for the tables, one for each open file in @dir, one
 *		for a task that removes @dir.
 * @rcu:	Frees the record after readers that found it in a table.
 * @kvm:	Identifies the VM; debugfs must not follow it.
 * @name:	KVM's name for the VM, "<pid>-<fd>".
 * @dir_lock:	Held while @dir is removed.
 * @dir:	Its directory in debugfs.
 * @slots:	struct wp_slot by id; changed under kvm->slots_lock, read under
 *		RCU.
 * @nr_slots:	Number of elements in @slots; protected by kvm->slots_lock.
 * @gone:	Sum of the slots that have gone.
 * @ended:	KVM is about to destroy the VM; protected by a lock of recover.c.
 * @serve:	The pass that KVM makes.
 */
struct wp_vm {
	struct hlist_node bucket;
	u32 nr;
	refcount_t ref;
	struct rcu_head rcu;
	struct kvm *kvm;
	char name[WP_VM_NAME];
	struct mutex dir_lock; /* protects dir */
	struct dentry *dir;
	struct xarray slots;
	unsigned int nr_slots;
	struct wp_gone gone;
	bool ended;
	struct wp_serve serve;
};

#define WP_HASH_BITS	10

/* Hash table of all slots; a chain is walked under RCU. */
extern struct hlist_head wp_slots_by_id[1 << WP_HASH_BITS];

/**
 * wp_slot_bucket() - the hash chain of a slot
 * @kvm:	The VM.
 * @id:		KVM's number of the slot.
 *
 * Context: Any.
 * Return: the head of the chain.
 */
static inline struct hlist_head *wp_slot_bucket(const struct kvm *kvm, int id)
{
	return &wp_slots_by_id[hash_long((unsigned long)kvm + id, WP_HASH_BITS)];
}

/**
 * wp_vm_find_slot() - find the record of a slot
 * @kvm:	The VM.
 * @id:		KVM's number of the slot.
 *
 * Inline because KVM's fault handler calls it for each first write to a page.
 *
 * Context: kvm->slots_lock held, which keeps the result until it is released;
 * or under RCU, which keeps the result until the end of the read section.
 * Return: the record or NULL.
 */
static inline struct wp_slot *wp_vm_find_slot(struct kvm *kvm, int id)
{
	struct wp_slot *slot;

	hlist_for_each_entry_rcu(slot, wp_slot_bucket(kvm, id), bucket,
				 lockdep_is_held(&kvm->slots_lock))
		if (slot->id == id && slot->vm->kvm == kvm)
			return slot;
	return NULL;
}

/**
 * wp_vm_find() - find the record of a VM
 * @kvm:	The VM; an ioctl on it or on a vCPU of it is in progress, which
 *		keeps KVM from destroying the VM and so keeps the result.
 *
 * Context: Any.
 * Return: the record or NULL.
 */
struct wp_vm *wp_vm_find(struct kvm *kvm);

/**
 * wp_vm_alloc() - make a record for a VM
 * @kvm:	The VM.
 *
 * Context: Process context, sleeps.
 * Return: the record, in no table and with one reference; or NULL.
 */
struct wp_vm *wp_vm_alloc(struct kvm *kvm);

/**
 * wp_vm_publish() - add a record to the tables
 * @vm:		The record.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 * Return: 0 or -ENOMEM.
 */
int wp_vm_publish(struct wp_vm *vm);

/**
 * wp_vm_unpublish() - remove a record from the tables
 * @vm:		The record.
 *
 * Readers that found the record before use it for up to a grace period.
 *
 * Context: Process context; nobody adds a slot to @vm any more.
 */
void wp_vm_unpublish(struct wp_vm *vm);

/**
 * wp_slot_alloc() - make a record for a slot, and reserve its place in its VM
 * @vm:		The record of the VM; has fewer than WP_VM_SLOTS slots.
 * @id:		KVM's number of the slot.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 * Return: the record, not in the hash table yet and with one reference; or
 * NULL.
 */
struct wp_slot *wp_slot_alloc(struct wp_vm *vm, int id);

/**
 * wp_slot_publish() - add a record to the hash table
 * @slot:	The record.
 *
 * Context: Process context; kvm->slots_lock held.
 */
void wp_slot_publish(struct wp_slot *slot);

/**
 * wp_slot_unpublish() - remove a record from all tables
 * @slot:	The record.
 *
 * Readers that found the record before use it for up to a grace period.
 *
 * Context: Process context; kvm->slots_lock held, or nobody else uses the VM's
 * record.
 */
void wp_slot_unpublish(struct wp_slot *slot);

/**
 * wp_vm_put() - drop a reference on a record
 * @vm:		The record; freed after a grace period if it was the last one.
 *
 * Context: Any.
 */
void wp_vm_put(struct wp_vm *vm);

/**
 * wp_slot_put() - drop a reference on a record
 * @slot:	The record; freed after a grace period if it was the last one.
 *
 * Context: Any.
 */
void wp_slot_put(struct wp_slot *slot);

/**
 * wp_slot_read() - get the counters of a slot
 * @slot:	The slot.
 * @counts:	Receives them, as wp_stats_read() does.
 *
 * Context: Process context.
 */
void wp_slot_read(struct wp_slot *slot, struct wp_counts *counts);

/**
 * struct wp_cursor - a position in the list of all slots of all VMs
 * @vm:		Index of a VM, &struct wp_vm.nr.
 * @slot:	Number of a slot of that VM.
 *
 * A reader keeps only the cursor from one call to the next, so VMs and slots
 * may come and go meanwhile.
 */
struct wp_cursor {
	unsigned long vm;
	unsigned long slot;
};

/**
 * wp_vm_at() - find the first VM at a position or after it
 * @cursor:	The position; moved to the VM that was found, and to its first
 *		slot if that is another VM.
 *
 * VMs are in the order in which they got their records.
 *
 * Context: Under RCU, which keeps the result.
 * Return: the VM's record or NULL.
 */
struct wp_vm *wp_vm_at(struct wp_cursor *cursor);

/**
 * wp_slot_at() - find the first slot at a position or after it
 * @cursor:	The position, { 0, 0 } at first; moved to the slot that was found.
 *		Add 1 to its @slot to go on.
 *
 * Slots are in the order of VMs, and of slot numbers in a VM.
 *
 * Context: Under RCU, which keeps the result.
 * Return: the slot's record or NULL.
 */
struct wp_slot *wp_slot_at(struct wp_cursor *cursor);

#endif /* WP_VM_H */
