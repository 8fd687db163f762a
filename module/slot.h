/* SPDX-License-Identifier: GPL-2.0 */
/* Policy: which memslot changes concern us, and what to do about them. */
#ifndef WP_SLOT_H
#define WP_SLOT_H

#include "kvm_arm_wp_shim.h"

/**
 * wp_slot_prepare() - hook: a memslot is about to change
 * @kvm:	The VM.
 * @old:	The slot as it is, or NULL.
 * @new:	The slot as it will be, or NULL.
 * @change:	The kind of change.
 *
 * If the log is being switched on, splits the blocks that the slot has mapped,
 * as the knobs say.  The function may take write permissions away, but never
 * grants them.  A fault may undo it until commit: the dirty log relies on KVM's
 * pass at commit alone.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 * Return: 0; or -ENOMEM (with strict=1) or -EINTR, which fail the ioctl.
 */
int wp_slot_prepare(struct kvm *kvm, const struct kvm_memory_slot *old,
		    const struct kvm_memory_slot *new,
		    enum kvm_mr_change change);

/**
 * wp_slot_commit() - hook: a memslot has changed, and KVM is about to protect
 * it
 * @kvm:	The VM.
 * @old:	The slot as it was, or NULL.
 * @new:	The slot as it is, or NULL.
 * @change:	The kind of change.
 *
 * Splits the blocks that faults have mapped again since prepare, on a
 * best-effort basis: KVM splits the remaining blocks at the first write.  Then
 * gets ready to serve KVM's initial pass, if KVM will make one.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_slot_commit(struct kvm *kvm, const struct kvm_memory_slot *old,
		    const struct kvm_memory_slot *new,
		    enum kvm_mr_change change);

#endif /* WP_SLOT_H */
