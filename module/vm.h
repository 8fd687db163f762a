/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The VMs and slots that we keep totals of.
 *
 * A VM gets a record when logging is first switched on for one of its slots, or
 * at the next round if it was on before us, and loses it when it is destroyed.
 * A slot's record ends when the slot is deleted or moved; the VM's record keeps
 * the sum of those that have gone.
 *
 * No reference on the VM is held: a record is used either by an ioctl on the VM
 * or a vCPU of it, which keep it from being destroyed, or through debugfs, which
 * looks at the record and never at the VM.
 */
#ifndef WP_VM_H
#define WP_VM_H

#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/xarray.h>

#include "serve.h"
#include "stats.h"

#define WP_VM_NAME 32

/*
 * Records and directories are charged to no memory cgroup, see vm.c and
 * debugfs.c.  So a VM may have this many, about 5 MiB, and KVM does all the work
 * for its other slots.
 */
#define WP_VM_SLOTS 1024

/**
 * struct wp_slot - a memslot
 * @vm:		The VM's record.
 * @id:		KVM's number of it.
 * @bucket:	Place in the table to find it by VM and @id; changed under
 *		wp_records_lock, read under RCU.
 * @ref:	One for the table, one for each open file in @dir.
 * @rcu:	For readers that have found it in a table.
 * @dir:	Its directory in debugfs.
 * @ipa:	First IPA when logging was last switched on, read or cleared;
 *		written under kvm->slots_lock, read without.
 * @npages:	Its size then, in pages; as @ipa.
 * @armed:	Prepare has split it and commit shall look for stragglers;
 *		protected by kvm->slots_lock.
 * @counted:	The present round, or initial pass, is in the count of passes;
 *		protected by kvm->slots_lock.
 * @flush_owed:	KVM has edited the slot's mappings for the log, and has not
 *		flushed yet; set under kvm->slots_lock, cleared by the task that
 *		counts the flush.
 * @ring_dirty:	Its count of dirty pages when rings were last reset; protected by
 *		kvm->slots_lock.
 * @stats:	Its totals, over all times that logging was switched on.
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
	bool counted;
	bool flush_owed;
	u64 ring_dirty;
	struct wp_stats stats;
};

/**
 * struct wp_gone - slots of a VM that were deleted or moved
 * @lock:	Innermost: nothing is taken under it.
 * @slots:	How many.
 * @counts:	Their counters; those of the kind NOW mean nothing here.
 */
struct wp_gone {
	spinlock_t lock; /* protects all that follows */
	u64 slots;
	struct wp_counts counts;
};

/**
 * struct wp_vm - a VM
 * @bucket:	Place in the table to find it by @kvm; changed under
 *		wp_records_lock, read under RCU.
 * @nr:		Place in the array of all VMs, in the order in which they became
 *		known.
 * @ref:	One for the tables, one for each open file in @dir, one for a
 *		task that removes @dir.
 * @rcu:	For readers that have found it in a table.
 * @kvm:	Identifies the VM; never followed from here.
 * @name:	KVM's name for it, "<pid>-<fd>".
 * @dir_lock:	Held while @dir is removed.
 * @dir:	Its directory in debugfs.
 * @slots:	struct wp_slot by id; changed under kvm->slots_lock, read under
 *		RCU.
 * @nr_slots:	How many; protected by kvm->slots_lock.
 * @gone:	The sum of those that have gone.
 * @serve:	The pass of KVM's that it is in.
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
	struct wp_serve serve;
};

/**
 * wp_vm_find() - the record of a VM, if there is one
 * @kvm:	The VM; an ioctl on it or on a vCPU of it is in progress, which
 *		keeps the result valid: destroying the VM is what frees it.
 *
 * Context: Any.
 * Return: the record or NULL.
 */
struct wp_vm *wp_vm_find(struct kvm *kvm);

/**
 * wp_vm_get_slot() - the record of a slot, made if there is none
 * @kvm:	The VM; an ioctl on it is in progress.
 * @memslot:	The slot as it is or will be; address and size are taken over.
 *
 * Context: Process context, sleeps if there was none; kvm->slots_lock held.
 * Return: the record; NULL if the VM has WP_VM_SLOTS of them; or
 * ERR_PTR(-ENOMEM).
 */
struct wp_slot *wp_vm_get_slot(struct kvm *kvm,
			       const struct kvm_memory_slot *memslot);

/**
 * wp_vm_end_slot() - a slot has been deleted or moved
 * @kvm:	The VM; an ioctl on it is in progress.
 * @id:		KVM's number of the slot.
 *
 * The record's directory is gone when this returns, so that another slot of the
 * same number gets a new one.  A file that somebody has open shows the last
 * values until it is closed.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_vm_end_slot(struct kvm *kvm, int id);

/**
 * wp_vm_forget() - a VM is being destroyed
 * @kvm:	The VM.
 *
 * Its debugfs directory is gone when this returns.
 *
 * Context: Process context, sleeps.
 */
void wp_vm_forget(struct kvm *kvm);

/**
 * wp_vm_forget_all() - the module is about to leave
 *
 * Context: Process context, sleeps; no hook is running or will run.
 */
void wp_vm_forget_all(void);

/**
 * wp_vm_put() - drop a reference on a record
 * @vm:		The record; may be freed, after a grace period.
 *
 * Context: Any.
 */
void wp_vm_put(struct wp_vm *vm);

/**
 * wp_slot_put() - drop a reference on a record
 * @slot:	The record; may be freed, after a grace period.
 *
 * Context: Any.
 */
void wp_slot_put(struct wp_slot *slot);

/**
 * struct wp_cursor - a place in the list of all slots of all VMs
 * @vm:		Place of a VM, &struct wp_vm.nr.
 * @slot:	Number of a slot in it.
 */
struct wp_cursor {
	unsigned long vm;
	unsigned long slot;
};

/**
 * wp_vm_at() - the first VM at a place or after it
 * @cursor:	The place; moved to that VM, with its first slot, if it is not at
 *		the present one.
 *
 * In the order in which VMs became known.  Nothing has to be kept from one call
 * to the next but the cursor: VMs and slots may come and go.
 *
 * Context: Under RCU, which keeps the result.
 * Return: the VM's record or NULL.
 */
struct wp_vm *wp_vm_at(struct wp_cursor *cursor);

/**
 * wp_slot_at() - the first slot at a place or after it
 * @cursor:	The place, { 0, 0 } in the beginning; moved to that slot.  Add 1
 *		to its @slot to go on.
 *
 * In the order of VMs, and of slot numbers.
 *
 * Context: Under RCU, which keeps the result.
 * Return: the slot's record or NULL.
 */
struct wp_slot *wp_slot_at(struct wp_cursor *cursor);

#endif /* WP_VM_H */
