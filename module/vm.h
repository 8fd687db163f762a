/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The VMs and slots that we keep totals of.
 *
 * A VM gets a record when logging is first switched on for one of its slots, or
 * at the next round if it was on before us, and loses it when it is destroyed.
 * No reference on the VM is held: a record is used either by an ioctl on the VM
 * or a vCPU of it, which keep it from being destroyed, or through debugfs, which
 * looks at the record and never at the VM.
 */
#ifndef WP_VM_H
#define WP_VM_H

#include <linux/list.h>
#include <linux/xarray.h>

#include "serve.h"
#include "stats.h"

#define WP_VM_NAME 32

/**
 * struct wp_slot - a memslot
 * @vm:		The VM's record.
 * @id:		KVM's number of it.
 * @ipa:	First IPA when logging was last switched on.
 * @npages:	Its size then, in pages.
 * @armed:	Prepare has split it and commit shall look for stragglers;
 *		protected by kvm->slots_lock.
 * @counted:	The present round, or initial pass, is in the count of passes;
 *		protected by kvm->slots_lock.
 * @flush_owed:	KVM has edited the slot's mappings for the log, and has not
 *		flushed yet; set under kvm->slots_lock, cleared by whoever pays.
 * @stats:	Its totals, over all times that logging was switched on.
 */
struct wp_slot {
	struct wp_vm *vm;
	int id;
	phys_addr_t ipa;
	u64 npages;
	bool armed;
	bool counted;
	bool flush_owed;
	struct wp_stats stats;
};

/**
 * struct wp_vm - a VM
 * @node:	Place in the list of all VMs; protected by wp_vms_lock.
 * @bucket:	Place in the table to find it by @kvm; changed under
 *		wp_vms_lock, read under RCU.
 * @rcu:	For those who look for another VM while this one goes.
 * @kvm:	Identifies the VM; never followed from here.
 * @name:	KVM's name for it, "<pid>-<fd>".
 * @dir:	Its directory in debugfs.
 * @slots:	struct wp_slot by id; changed under wp_vms_lock, read under RCU.
 * @serve:	The pass of KVM's that it is in.
 */
struct wp_vm {
	struct list_head node;
	struct hlist_node bucket;
	struct rcu_head rcu;
	struct kvm *kvm;
	char name[WP_VM_NAME];
	struct dentry *dir;
	struct xarray slots;
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
 * wp_vm_find_slot() - the record of a slot, if there is one
 * @kvm:	The VM; as for wp_vm_find().
 * @id:		KVM's number of the slot.
 *
 * Context: Any.
 * Return: the record or NULL.
 */
struct wp_slot *wp_vm_find_slot(struct kvm *kvm, int id);

/**
 * wp_vm_get_slot() - the record of a slot, made if there is none
 * @kvm:	The VM; an ioctl on it is in progress.
 * @memslot:	The slot as it is or will be; address and size are taken over.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 * Return: the record or ERR_PTR(-ENOMEM).
 */
struct wp_slot *wp_vm_get_slot(struct kvm *kvm,
			       const struct kvm_memory_slot *memslot);

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

typedef void (*wp_vm_slot_fn)(struct wp_vm *vm, struct wp_slot *slot, void *arg);

/**
 * wp_vm_visit_slots() - call a function for every slot of every VM
 * @fn:		The function; may sleep; no other wp_vm function may be called.
 * @arg:	Its last argument.
 *
 * In the order in which VMs became known, and of slot numbers.
 *
 * Context: Process context, sleeps.
 */
void wp_vm_visit_slots(wp_vm_slot_fn fn, void *arg);

#endif /* WP_VM_H */
