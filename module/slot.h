/* SPDX-License-Identifier: GPL-2.0 */
/* Policy: which memslot changes are ours, and what is done about them. */
#ifndef WP_SLOT_H
#define WP_SLOT_H

#include "kvm_arm_wp_shim.h"

/**
 * wp_slot_prepare() - a memslot is about to change
 * @kvm:	The VM.
 * @old:	The slot as it is, or NULL.
 * @new:	The slot as it will be, or NULL.
 * @change:	What happens to it.
 *
 * If dirty logging is being switched on, splits what the slot has mapped, as
 * the knobs say.  Permissions may be lost here but never granted, and whatever
 * is protected here can be undone by a fault until commit: KVM's pass at
 * commit is what the dirty log relies on.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 * Return: 0; -ENOMEM (with strict=1) or -EINTR, which fail the ioctl.
 */
int wp_slot_prepare(struct kvm *kvm, const struct kvm_memory_slot *old,
		    const struct kvm_memory_slot *new,
		    enum kvm_mr_change change);

/**
 * wp_slot_commit() - a memslot has changed and KVM is about to protect it
 * @kvm:	The VM.
 * @old:	The slot as it was, or NULL.
 * @new:	The slot as it is, or NULL.
 * @change:	What happened to it.
 *
 * Splits blocks that faults have put back since prepare.  Best effort: KVM
 * dissolves what is left on the first write.  Then makes ready to serve KVM's
 * pass, if there will be one.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_slot_commit(struct kvm *kvm, const struct kvm_memory_slot *old,
		    const struct kvm_memory_slot *new,
		    enum kvm_mr_change change);

#endif /* WP_SLOT_H */
