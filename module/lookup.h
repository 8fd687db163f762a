/* SPDX-License-Identifier: GPL-2.0 */
/* How a hook finds the record of a slot. */
#ifndef WP_LOOKUP_H
#define WP_LOOKUP_H

#include <linux/hash.h>
#include <linux/rculist.h>

#include "vm.h"

/* Tables of hash chains; a chain is walked under RCU. */
#define WP_HASH_BITS	10
extern struct hlist_head wp_slots_by_id[1 << WP_HASH_BITS];

/**
 * wp_slot_bucket() - the chain that a slot is in
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
 * wp_vm_find_slot() - the record of a slot, if there is one
 * @kvm:	The VM.
 * @id:		KVM's number of the slot.
 *
 * Inline because each first write to a page comes by here.
 *
 * Context: kvm->slots_lock held, under which records come and go: the result is
 * valid until it is released.  Or under RCU, which then keeps the result.
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

#endif /* WP_LOOKUP_H */
