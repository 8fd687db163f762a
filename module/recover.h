/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Gets blocks back when a log is off again: lets KVM fold the tables that prepare
 * has made of them.
 *
 * A worker looks at the slots whose log was switched on.  So the ioctl that
 * switches the log off, and the end of a VM, take no longer than without us.
 */
#ifndef WP_RECOVER_H
#define WP_RECOVER_H

struct wp_slot;
struct wp_vm;

/**
 * wp_recover_watch() - a slot's log is on: recover once it is off
 * @slot:	The slot.
 *
 * Context: Process context; kvm->slots_lock held.
 */
void wp_recover_watch(struct wp_slot *slot);

/**
 * wp_recover_end_vm() - KVM is about to destroy a VM
 * @vm:		The VM; on return nobody recovers its blocks, or looks at it.
 *
 * Waits for at most one hold of mmu_lock.
 *
 * Context: Process context, sleeps.
 */
void wp_recover_end_vm(struct wp_vm *vm);

/**
 * wp_recover_stop() - the module is about to be unloaded
 *
 * On return no blocks are being recovered.  Call it before the hooks are
 * detached: afterwards nobody tells us when KVM destroys a VM.
 *
 * Context: Process context, sleeps.
 */
void wp_recover_stop(void);

/**
 * wp_recover_exit() - wait for the worker, which a hook may have queued again
 *
 * Context: Process context, sleeps; the hooks are detached.
 */
void wp_recover_exit(void);

#endif /* WP_RECOVER_H */
