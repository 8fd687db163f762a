// SPDX-License-Identifier: GPL-2.0
/* Makes and ends the records of VMs and slots, and their directories in debugfs. */
#include <linux/err.h>
#include <linux/string.h>

#include "debugfs.h"
#include "record.h"
#include "vm.h"

/*
 * Two tasks may remove the same directory, see wp_record_take_name().  The
 * second one waits until the directory is gone.
 */
static void wp_record_remove_dir(struct wp_vm *vm)
{
	mutex_lock(&vm->dir_lock);
	wp_debugfs_remove(vm->dir);
	vm->dir = NULL;
	mutex_unlock(&vm->dir_lock);
}

static struct wp_vm *wp_record_get_named(const char *name)
{
	struct wp_cursor cursor = {};
	struct wp_vm *vm;

	rcu_read_lock();
	for (; (vm = wp_vm_at(&cursor)); cursor.vm++)
		if (!strcmp(vm->name, name) && refcount_inc_not_zero(&vm->ref))
			break;
	rcu_read_unlock();
	return vm;
}

/*
 * KVM has given the name to this VM.  If another record has the name, KVM has
 * begun to destroy the VM of that record and has not called our destroy hook
 * yet.  Nobody adds to the directory of that VM any more.
 */
static void wp_record_take_name(const char *name)
{
	struct wp_vm *dying = wp_record_get_named(name);

	if (!dying)
		return;
	wp_record_remove_dir(dying);
	wp_vm_put(dying);
}

/*
 * KVM gives no name to a VM whose pid and fd belong to an older VM that its
 * vCPUs keep alive.  Such a VM gets a number in place of the fd.
 */
static void wp_record_set_name(struct wp_vm *vm)
{
	static atomic_t anonymous;

	kvm_arm_wp_vm_name(vm->kvm, vm->name, sizeof(vm->name));
	if (vm->name[0])
		wp_record_take_name(vm->name);
	else
		snprintf(vm->name, sizeof(vm->name), "%d-vm%u",
			 vm->kvm->userspace_pid,
			 atomic_inc_return(&anonymous));
}

/*
 * slots_lock keeps two ioctls on one VM from making two records.
 *
 * Make the directory before the record can be found by name.  Otherwise another
 * VM could take the name, and would not find the directory that it has to
 * remove.
 */
static struct wp_vm *wp_record_get_vm(struct kvm *kvm)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	if (vm)
		return vm;
	vm = wp_vm_alloc(kvm);
	if (!vm)
		return NULL;
	wp_record_set_name(vm);
	vm->dir = wp_debugfs_add_vm(vm);
	if (wp_vm_publish(vm)) {
		wp_debugfs_remove(vm->dir);
		wp_vm_put(vm);
		return NULL;
	}
	return vm;
}

static struct wp_slot *wp_record_make_slot(struct kvm *kvm, int id)
{
	struct wp_vm *vm = wp_record_get_vm(kvm);
	struct wp_slot *slot;

	if (!vm)
		return ERR_PTR(-ENOMEM);
	if (vm->nr_slots >= WP_VM_SLOTS)
		return NULL;
	slot = wp_slot_alloc(vm, id);
	if (!slot)
		return ERR_PTR(-ENOMEM);
	slot->dir = wp_debugfs_add_slot(vm->dir, slot);
	wp_slot_publish(slot);
	return slot;
}

struct wp_slot *wp_record_get_slot(struct kvm *kvm,
				   const struct kvm_memory_slot *memslot)
{
	struct wp_slot *slot;

	lockdep_assert_held(&kvm->slots_lock);
	slot = wp_vm_find_slot(kvm, memslot->id) ?:
	       wp_record_make_slot(kvm, memslot->id);
	if (IS_ERR_OR_NULL(slot))
		return slot;
	WRITE_ONCE(slot->ipa, gfn_to_gpa(memslot->base_gfn));
	WRITE_ONCE(slot->npages, memslot->npages);
	return slot;
}

/*
 * 1. Remove the record from the tables.  Nobody finds it any more.  vCPUs, and
 *    readers of `slots`, that found it before are done after a grace period.
 * 2. Remove the directory.  That waits for no reader, see debugfs.c.
 * 3. Drop the reference of the tables.  Open files keep the record until they
 *    are closed.
 */
static void wp_record_drop_slot(struct wp_slot *slot, struct dentry *dir)
{
	wp_slot_unpublish(slot);
	wp_debugfs_remove(dir);
	wp_slot_put(slot);
}

static void wp_gone_add(struct wp_gone *gone, struct wp_stats *stats)
{
	struct wp_counts counts;

	wp_stats_read(stats, &counts);
	spin_lock(&gone->lock);
	gone->slots++;
	wp_counts_merge(&gone->counts, &counts);
	spin_unlock(&gone->lock);
}

void wp_record_end_slot(struct wp_slot *slot)
{
	lockdep_assert_held(&slot->vm->kvm->slots_lock);
	wp_gone_add(&slot->vm->gone, &slot->stats);
	wp_record_drop_slot(slot, slot->dir);
}

/*
 * 1. Remove the directory, and those of the slots in it.  As long as it exists,
 *    a new VM of the same name must find the record, see wp_record_take_name().
 * 2. Remove the record from the tables.  Nobody finds it any more.
 * 3. Drop the records of the slots, and the reference of the tables.
 */
void wp_record_end_vm(struct wp_vm *vm)
{
	struct wp_slot *slot;
	unsigned long id;

	wp_record_remove_dir(vm);
	wp_vm_unpublish(vm);
	xa_for_each(&vm->slots, id, slot)
		wp_record_drop_slot(slot, NULL);
	wp_vm_put(vm);
}

/* Needs no RCU: nobody else removes a record. */
void wp_record_end_all(void)
{
	struct wp_cursor cursor = {};
	struct wp_vm *vm;

	for (; (vm = wp_vm_at(&cursor)); cursor.vm++)
		wp_record_end_vm(vm);
}
