/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attributes KVM's TLB flushes to slots.  KVM owes a slot a flush after leaves
 * were write-protected, by KVM or by us; it owes none after blocks were split.
 */
#ifndef WP_FLUSH_H
#define WP_FLUSH_H

#include <linux/sched.h>

#include "vm.h"

/**
 * wp_flush_owe() - note that KVM will flush a slot
 * @slot:	The slot.
 *
 * Context: kvm->slots_lock held.  The caller is the task that makes KVM's pass.
 */
static inline void wp_flush_owe(struct wp_slot *slot)
{
	WRITE_ONCE(slot->flush_owed, true);
	WRITE_ONCE(slot->vm->serve.task, current);
}

/**
 * wp_flush_is_owed() - will KVM flush the slot?
 * @slot:	The slot.
 *
 * Context: kvm->slots_lock held.
 * Return: true if wp_flush_owe() was called since the last flush.
 */
static inline bool wp_flush_is_owed(const struct wp_slot *slot)
{
	return READ_ONCE(slot->flush_owed);
}

/**
 * wp_flush_slot() - KVM has flushed a slot
 * @slot:	The slot.
 * @unseen:	KVM protects pages by itself, so the flush was owed even if
 *		nobody called wp_flush_owe().
 * @ns:		Duration of the flush in nanoseconds.
 *
 * Context: kvm->slots_lock held.
 */
void wp_flush_slot(struct wp_slot *slot, bool unseen, u64 ns);

/**
 * wp_flush_all() - KVM has flushed all of a VM
 * @vm:		The VM.
 * @ns:		Duration of the flush in nanoseconds.
 *
 * KVM also flushes all of a VM for reasons other than the dirty log.  The
 * function counts the flush only if the current task has made KVM's last pass,
 * and only for the slots that KVM owes a flush.
 *
 * Context: Any.
 */
void wp_flush_all(struct wp_vm *vm, u64 ns);

#endif /* WP_FLUSH_H */
