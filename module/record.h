/* SPDX-License-Identifier: GPL-2.0 */
/* Makes and ends the records of VMs and slots, and their directories in debugfs. */
#ifndef WP_RECORD_H
#define WP_RECORD_H

struct kvm;
struct kvm_memory_slot;
struct wp_slot;
struct wp_vm;

/**
 * wp_record_get_slot() - find the record of a slot, or make it
 * @kvm:	The VM; an ioctl on it is in progress.
 * @memslot:	The slot as it is or will be; the record takes over its address
 *		and size.
 *
 * Context: Process context, sleeps if there was none; kvm->slots_lock held.
 * Return: the record; NULL if the VM has WP_VM_SLOTS of them; or
 * ERR_PTR(-ENOMEM).
 */
struct wp_slot *wp_record_get_slot(struct kvm *kvm,
				   const struct kvm_memory_slot *memslot);

/**
 * wp_record_end_slot() - end the record of a slot that was deleted or moved
 * @slot:	The record; it is in no pass.
 *
 * The directory is gone on return, so that another slot with the same number
 * gets a new one.  A file of it that is still open shows the last values until
 * it is closed.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_record_end_slot(struct wp_slot *slot);

/**
 * wp_record_end_vm() - end the record of a VM, and those of its slots
 * @vm:		The record; it is in no pass.
 *
 * The directory is gone on return.
 *
 * Context: Process context, sleeps; no ioctl on the VM is or will be in
 * progress.
 */
void wp_record_end_vm(struct wp_vm *vm);

/**
 * wp_record_end_all() - end the records of all VMs
 *
 * Context: Process context, sleeps; no hook is running or will run.
 */
void wp_record_end_all(void);

#endif /* WP_RECORD_H */
