// SPDX-License-Identifier: GPL-2.0
/* Tables of the records of VMs and slots. */
#include <linux/slab.h>

#include "vm.h"

/*
 * Not charged to the VMM's memory cgroup: a record must not be the reason why
 * the cgroup's OOM killer kills the VMM.  WP_VM_SLOTS is the limit instead.
 */
#define WP_GFP_RECORD (GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/*
 * Protects the two hash tables, for a few instructions when a record is added
 * or removed; innermost.  Finding a record takes no lock.
 */
static DEFINE_SPINLOCK(wp_records_lock);
static struct hlist_head wp_vms_by_kvm[1 << WP_HASH_BITS];
struct hlist_head wp_slots_by_id[1 << WP_HASH_BITS];

/* All VMs, in the order in which they got their records; for debugfs. */
static DEFINE_XARRAY_ALLOC(wp_vms);

static struct hlist_head *wp_vm_bucket(const struct kvm *kvm)
{
	return &wp_vms_by_kvm[hash_long((unsigned long)kvm, WP_HASH_BITS)];
}

/*
 * RCU keeps the chain valid while other records are added and removed.  The
 * record that is returned stays because the VM does.
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

struct wp_vm *wp_vm_alloc(struct kvm *kvm)
{
	struct wp_vm *vm = kzalloc(sizeof(*vm), WP_GFP_RECORD);

	if (!vm)
		return NULL;
	vm->kvm = kvm;
	vm->serve.pass.occasion = WP_IN_ROUND;
	refcount_set(&vm->ref, 1);
	mutex_init(&vm->dir_lock);
	spin_lock_init(&vm->gone.lock);
	xa_init(&vm->slots);
	return vm;
}

int wp_vm_publish(struct wp_vm *vm)
{
	static u32 next;

	lockdep_assert_held(&vm->kvm->slots_lock);
	if (xa_alloc_cyclic(&wp_vms, &vm->nr, vm, xa_limit_31b, &next,
			    WP_GFP_RECORD) < 0)
		return -ENOMEM;
	spin_lock(&wp_records_lock);
	hlist_add_head_rcu(&vm->bucket, wp_vm_bucket(vm->kvm));
	spin_unlock(&wp_records_lock);
	return 0;
}

void wp_vm_unpublish(struct wp_vm *vm)
{
	spin_lock(&wp_records_lock);
	hlist_del_rcu(&vm->bucket);
	spin_unlock(&wp_records_lock);
	xa_erase(&wp_vms, vm->nr);
}

struct wp_slot *wp_slot_alloc(struct wp_vm *vm, int id)
{
	struct wp_slot *slot = kzalloc(sizeof(*slot), WP_GFP_RECORD);

	lockdep_assert_held(&vm->kvm->slots_lock);
	if (!slot)
		return NULL;
	slot->vm = vm;
	slot->id = id;
	refcount_set(&slot->ref, 1);
	wp_stats_init(&slot->stats);
	if (xa_is_err(xa_store(&vm->slots, id, slot, WP_GFP_RECORD))) {
		wp_slot_put(slot);
		return NULL;
	}
	vm->nr_slots++;
	return slot;
}

void wp_slot_publish(struct wp_slot *slot)
{
	lockdep_assert_held(&slot->vm->kvm->slots_lock);
	spin_lock(&wp_records_lock);
	hlist_add_head_rcu(&slot->bucket,
			   wp_slot_bucket(slot->vm->kvm, slot->id));
	spin_unlock(&wp_records_lock);
}

void wp_slot_unpublish(struct wp_slot *slot)
{
	struct wp_vm *vm = slot->vm;

	spin_lock(&wp_records_lock);
	hlist_del_rcu(&slot->bucket);
	spin_unlock(&wp_records_lock);
	xa_erase(&vm->slots, slot->id);
	vm->nr_slots--;
}

/* A hash chain may still lead readers past the record: free it after RCU. */
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

void wp_slot_read(struct wp_slot *slot, struct wp_counts *counts)
{
	enum wp_recover state = READ_ONCE(slot->recover);

	wp_stats_read(&slot->stats, counts);
	counts->log_on = state == WP_RECOVER_LOG_ON;
	counts->recover_pending = state == WP_RECOVER_LOG_OFF;
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
