// SPDX-License-Identifier: GPL-2.0
/* Records of VMs and slots. */
#include <linux/slab.h>
#include <linux/string.h>

#include "debugfs.h"
#include "lookup.h"
#include "vm.h"

/*
 * Not charged to the VMM's memory cgroup: a record must not be what makes the
 * cgroup's OOM killer shoot the VMM.  WP_VM_SLOTS is the limit instead.
 */
#define WP_GFP_RECORD (GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/*
 * Protects the two hash tables, for a few instructions when a record comes or
 * goes; innermost.  Nobody takes it to find a record.
 */
static DEFINE_SPINLOCK(wp_records_lock);
static struct hlist_head wp_vms_by_kvm[1 << WP_HASH_BITS];
struct hlist_head wp_slots_by_id[1 << WP_HASH_BITS];

/* All VMs, in the order in which they became known; for readers of debugfs. */
static DEFINE_XARRAY_ALLOC(wp_vms);

static struct hlist_head *wp_vm_bucket(const struct kvm *kvm)
{
	return &wp_vms_by_kvm[hash_long((unsigned long)kvm, WP_HASH_BITS)];
}

/*
 * RCU keeps the chain together while others come and go; the record that is
 * returned stays because the VM does.
 */
struct wp_vm *wp_vm_find(struct kvm *kvm)
{
	struct wp_vm *vm;

	rcu_read_lock();
	hlist_for_each_entry_rcu(vm, wp_vm_bucket(kvm), bucket)
		if (vm->kvm == kvm)
			break;
	rcu_read_unlock();
	return vm;
}

/* A hash chain may still lead others past the record: RCU. */
void wp_vm_put(struct wp_vm *vm)
{
	if (refcount_dec_and_test(&vm->ref))
		kfree_rcu(vm, rcu);
}

void wp_slot_put(struct wp_slot *slot)
{
	if (refcount_dec_and_test(&slot->ref))
		kfree_rcu(slot, rcu);
}

/*
 * Two tasks may come here for one directory, see wp_vm_take_name(); the second
 * one waits until it is gone.
 */
static void wp_vm_remove_dir(struct wp_vm *vm)
{
	mutex_lock(&vm->dir_lock);
	wp_debugfs_remove(vm->dir);
	vm->dir = NULL;
	mutex_unlock(&vm->dir_lock);
}

static struct wp_vm *wp_vm_get_named(const char *name)
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
 * KVM has given the name to this VM.  So if a record has it already, the VM of
 * that record has lost it: KVM has begun to destroy it and not yet come to
 * wp_vm_forget().  Nobody else adds to its directory any more.
 */
static void wp_vm_take_name(const char *name)
{
	struct wp_vm *dying = wp_vm_get_named(name);

	if (!dying)
		return;
	wp_vm_remove_dir(dying);
	wp_vm_put(dying);
}

/*
 * KVM names no directory after a VM whose pid and fd are in use by an older VM
 * that lives on through its vCPUs.  Such a VM gets a number instead of an fd.
 */
static void wp_vm_set_name(struct wp_vm *vm)
{
	static atomic_t anonymous;

	kvm_arm_wp_vm_name(vm->kvm, vm->name, sizeof(vm->name));
	if (vm->name[0])
		wp_vm_take_name(vm->name);
	else
		snprintf(vm->name, sizeof(vm->name), "%d-vm%u",
			 vm->kvm->userspace_pid,
			 atomic_inc_return(&anonymous));
}

static struct wp_vm *wp_vm_alloc(struct kvm *kvm)
{
	struct wp_vm *vm = kzalloc(sizeof(*vm), WP_GFP_RECORD);

	if (!vm)
		return NULL;
	vm->kvm = kvm;
	refcount_set(&vm->ref, 1);
	mutex_init(&vm->dir_lock);
	spin_lock_init(&vm->gone.lock);
	xa_init(&vm->slots);
	return vm;
}

/*
 * Two ioctls on one VM do not come here at a time: slots_lock.  The directory
 * comes before the record can be found by name, so that no other VM takes away
 * what is not yet there.
 */
static struct wp_vm *wp_vm_get(struct kvm *kvm)
{
	struct wp_vm *vm = wp_vm_find(kvm);
	static u32 next;

	if (vm)
		return vm;
	vm = wp_vm_alloc(kvm);
	if (!vm)
		return NULL;
	wp_vm_set_name(vm);
	vm->dir = wp_debugfs_add_vm(vm);
	if (xa_alloc_cyclic(&wp_vms, &vm->nr, vm, xa_limit_31b, &next,
			    WP_GFP_RECORD) < 0) {
		wp_debugfs_remove(vm->dir);
		wp_vm_put(vm);
		return NULL;
	}
	spin_lock(&wp_records_lock);
	hlist_add_head_rcu(&vm->bucket, wp_vm_bucket(kvm));
	spin_unlock(&wp_records_lock);
	return vm;
}

static struct wp_slot *wp_slot_alloc(struct wp_vm *vm, int id)
{
	struct wp_slot *slot = kzalloc(sizeof(*slot), WP_GFP_RECORD);

	if (!slot)
		return NULL;
	slot->vm = vm;
	slot->id = id;
	refcount_set(&slot->ref, 1);
	wp_stats_init(&slot->stats);
	return slot;
}

static struct wp_slot *wp_vm_add_slot(struct wp_vm *vm, int id)
{
	struct wp_slot *slot;

	if (vm->nr_slots >= WP_VM_SLOTS)
		return NULL;
	slot = wp_slot_alloc(vm, id);
	if (!slot)
		return ERR_PTR(-ENOMEM);
	if (xa_is_err(xa_store(&vm->slots, id, slot, WP_GFP_RECORD))) {
		wp_slot_put(slot);
		return ERR_PTR(-ENOMEM);
	}
	vm->nr_slots++;
	slot->dir = wp_debugfs_add_slot(vm->dir, slot);
	spin_lock(&wp_records_lock);
	hlist_add_head_rcu(&slot->bucket, wp_slot_bucket(vm->kvm, id));
	spin_unlock(&wp_records_lock);
	return slot;
}

static struct wp_slot *wp_vm_make_slot(struct kvm *kvm, int id)
{
	struct wp_vm *vm = wp_vm_get(kvm);

	return vm ? wp_vm_add_slot(vm, id) : ERR_PTR(-ENOMEM);
}

struct wp_slot *wp_vm_get_slot(struct kvm *kvm,
			       const struct kvm_memory_slot *memslot)
{
	struct wp_slot *slot = wp_vm_find_slot(kvm, memslot->id) ?:
			       wp_vm_make_slot(kvm, memslot->id);

	if (IS_ERR_OR_NULL(slot))
		return slot;
	WRITE_ONCE(slot->ipa, gfn_to_gpa(memslot->base_gfn));
	WRITE_ONCE(slot->npages, memslot->npages);
	return slot;
}

/*
 * 1. Out of the tables: nobody finds the record any more.  vCPUs and readers of
 *    `slots` that have found it are done after a grace period.
 * 2. The directory goes, which waits for nobody who reads: see debugfs.c.
 * 3. Open files keep the record until they are closed.
 */
static void wp_slot_end(struct wp_slot *slot)
{
	struct wp_vm *vm = slot->vm;

	spin_lock(&wp_records_lock);
	hlist_del_rcu(&slot->bucket);
	spin_unlock(&wp_records_lock);
	xa_erase(&vm->slots, slot->id);
	vm->nr_slots--;
	wp_debugfs_remove(slot->dir);
	wp_slot_put(slot);
}

static void wp_gone_add(struct wp_gone *gone, struct wp_stats *stats)
{
	struct wp_stats copy;

	wp_stats_read(stats, &copy);
	spin_lock(&gone->lock);
	gone->slots++;
	wp_counts_merge(&gone->counts, &copy.counts);
	spin_unlock(&gone->lock);
}

void wp_vm_end_slot(struct kvm *kvm, int id)
{
	struct wp_slot *slot = wp_vm_find_slot(kvm, id);

	if (!slot)
		return;
	if (slot->vm->serve.slot == slot)
		wp_serve_end(slot->vm);
	wp_gone_add(&slot->vm->gone, &slot->stats);
	wp_slot_end(slot);
}

/*
 * 1. The directory goes first: as long as it is there, a new VM of the same name
 *    has to find the record, see wp_vm_take_name().
 * 2. Out of the tables: nobody finds the record any more.
 * 3. The hooks that could use it belong to ioctls on a VM that has none left, or
 *    to nobody any more; if we leave between two requests of a pass of KVM's, it
 *    has not come to its end.
 */
static void wp_vm_free(struct wp_vm *vm)
{
	struct wp_slot *slot;
	unsigned long id;

	wp_vm_remove_dir(vm);
	spin_lock(&wp_records_lock);
	hlist_del_rcu(&vm->bucket);
	spin_unlock(&wp_records_lock);
	xa_erase(&wp_vms, vm->nr);
	wp_serve_end(vm);
	xa_for_each(&vm->slots, id, slot) {
		slot->dir = NULL;
		wp_slot_end(slot);
	}
	wp_vm_put(vm);
}

void wp_vm_forget(struct kvm *kvm)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	if (vm)
		wp_vm_free(vm);
}

void wp_vm_forget_all(void)
{
	struct wp_vm *vm;
	unsigned long nr;

	xa_for_each(&wp_vms, nr, vm)
		wp_vm_free(vm);
}

struct wp_vm *wp_vm_at(struct wp_cursor *cursor)
{
	unsigned long nr = cursor->vm;
	struct wp_vm *vm = xa_find(&wp_vms, &nr, ULONG_MAX, XA_PRESENT);

	if (nr != cursor->vm)
		*cursor = (struct wp_cursor){ .vm = nr };
	return vm;
}

struct wp_slot *wp_slot_at(struct wp_cursor *cursor)
{
	struct wp_slot *slot;
	struct wp_vm *vm;

	for (; (vm = wp_vm_at(cursor)); cursor->vm++, cursor->slot = 0) {
		slot = xa_find(&vm->slots, &cursor->slot, ULONG_MAX, XA_PRESENT);
		if (slot)
			return slot;
	}
	return NULL;
}
