// SPDX-License-Identifier: GPL-2.0
/* Records of VMs and slots. */
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "debugfs.h"
#include "reserve.h"
#include "vm.h"

/*
 * Taken inside kvm->slots_lock.  Directories are removed under it, which waits
 * for readers of the files in them; those take only a slot's stats lock, so
 * that the wait ends.
 */
static DEFINE_MUTEX(wp_vms_lock);
static LIST_HEAD(wp_vms);

/* The same again, for those who may not sleep: under mmu_lock, in a fault. */
static DEFINE_HASHTABLE(wp_vms_by_kvm, 8);

/*
 * RCU keeps the chain together while others come and go; the record that is
 * returned stays because the VM does.
 */
struct wp_vm *wp_vm_find(struct kvm *kvm)
{
	struct wp_vm *vm;

	rcu_read_lock();
	hash_for_each_possible_rcu(wp_vms_by_kvm, vm, bucket,
				   (unsigned long)kvm)
		if (vm->kvm == kvm)
			break;
	rcu_read_unlock();
	return vm;
}

/*
 * KVM names no directory after a VM whose pid and fd are in use by an older VM
 * that lives on through its vCPUs.  Such a VM gets a number instead of an fd.
 */
static void wp_vm_set_name(struct wp_vm *vm)
{
	static unsigned int anonymous;

	kvm_arm_wp_vm_name(vm->kvm, vm->name, sizeof(vm->name));
	if (!vm->name[0])
		snprintf(vm->name, sizeof(vm->name), "%d-vm%u",
			 vm->kvm->userspace_pid, ++anonymous);
}

static struct wp_vm *wp_vm_get(struct kvm *kvm)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	if (vm)
		return vm;
	vm = kzalloc(sizeof(*vm), WP_GFP);
	if (!vm)
		return NULL;
	vm->kvm = kvm;
	xa_init(&vm->slots);
	wp_vm_set_name(vm);
	vm->dir = wp_debugfs_add_vm(vm->name);
	list_add_tail(&vm->node, &wp_vms);
	hash_add_rcu(wp_vms_by_kvm, &vm->bucket, (unsigned long)kvm);
	return vm;
}

static struct wp_slot *wp_vm_add_slot(struct wp_vm *vm, int id)
{
	struct wp_slot *slot = kmalloc(sizeof(*slot), WP_GFP);

	if (!slot)
		return NULL;
	slot->vm = vm;
	slot->id = id;
	slot->armed = false;
	slot->counted = false;
	slot->flush_owed = false;
	wp_stats_init(&slot->stats);
	if (xa_is_err(xa_store(&vm->slots, id, slot, WP_GFP))) {
		kfree(slot);
		return NULL;
	}
	wp_debugfs_add_slot(vm->dir, slot);
	return slot;
}

struct wp_slot *wp_vm_find_slot(struct kvm *kvm, int id)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	return vm ? xa_load(&vm->slots, id) : NULL;
}

struct wp_slot *wp_vm_get_slot(struct kvm *kvm,
			       const struct kvm_memory_slot *memslot)
{
	struct wp_slot *slot = NULL;
	struct wp_vm *vm;

	mutex_lock(&wp_vms_lock);
	vm = wp_vm_get(kvm);
	if (vm) {
		slot = xa_load(&vm->slots, memslot->id) ?:
			wp_vm_add_slot(vm, memslot->id);
		if (slot) {
			slot->ipa = gfn_to_gpa(memslot->base_gfn);
			slot->npages = memslot->npages;
		}
	}
	mutex_unlock(&wp_vms_lock);
	return slot ?: ERR_PTR(-ENOMEM);
}

/*
 * 1. Off the list and out of the table: nobody finds the record any more.
 * 2. The directory goes, which waits for readers of its files.
 * 3. The hooks that could use it belong to ioctls on a VM that has none left, or
 *    to nobody any more; if we leave between two requests of a pass of KVM's, it
 *    has not come to its end.
 * 4. Somebody who looks for another VM may still be passing by: RCU.
 */
static void wp_vm_free(struct wp_vm *vm)
{
	struct wp_slot *slot;
	unsigned long id;

	lockdep_assert_held(&wp_vms_lock);
	list_del(&vm->node);
	hash_del_rcu(&vm->bucket);
	wp_debugfs_remove(vm->dir);
	wp_serve_end(vm);
	xa_for_each(&vm->slots, id, slot)
		kfree(slot);
	xa_destroy(&vm->slots);
	kfree_rcu(vm, rcu);
}

void wp_vm_forget(struct kvm *kvm)
{
	struct wp_vm *vm;

	mutex_lock(&wp_vms_lock);
	vm = wp_vm_find(kvm);
	if (vm)
		wp_vm_free(vm);
	mutex_unlock(&wp_vms_lock);
}

void wp_vm_forget_all(void)
{
	struct wp_vm *vm, *next;

	mutex_lock(&wp_vms_lock);
	list_for_each_entry_safe(vm, next, &wp_vms, node)
		wp_vm_free(vm);
	mutex_unlock(&wp_vms_lock);
}

void wp_vm_visit_slots(wp_vm_slot_fn fn, void *arg)
{
	struct wp_slot *slot;
	unsigned long id;
	struct wp_vm *vm;

	mutex_lock(&wp_vms_lock);
	list_for_each_entry(vm, &wp_vms, node)
		xa_for_each(&vm->slots, id, slot)
			fn(vm, slot, arg);
	mutex_unlock(&wp_vms_lock);
}
