/* SPDX-License-Identifier: GPL-2.0 */
/* Directories and files under /sys/kernel/debug/kvm_arm_wp. */
#ifndef WP_DEBUGFS_H
#define WP_DEBUGFS_H

#include <linux/fs.h>

struct wp_slot;
struct wp_vm;

/**
 * wp_debugfs_init() - make the directory and the files of the host
 *
 * The module works without them, so a failure is ignored.
 *
 * Context: Process context, sleeps.
 */
void wp_debugfs_init(void);

/**
 * wp_debugfs_exit() - remove the directory and all files
 *
 * Waits for tasks that are reading or writing a file of the host.
 *
 * Context: Process context, sleeps; no lock of this module held.
 */
void wp_debugfs_exit(void);

/**
 * wp_debugfs_add_vm() - make the directory and the files of a VM
 * @vm:		The VM's record; the directory gets its name.
 *
 * Context: Process context, sleeps.
 * Return: the directory, for wp_debugfs_add_slot() and wp_debugfs_remove(),
 * which accept an error pointer, too.
 */
struct dentry *wp_debugfs_add_vm(struct wp_vm *vm);

/**
 * wp_debugfs_add_slot() - make the directory and the files of a slot
 * @dir:	The VM's directory.
 * @slot:	The slot's record.
 *
 * Context: Process context, sleeps.
 * Return: the directory, for wp_debugfs_remove(); may be an error pointer.
 */
struct dentry *wp_debugfs_add_slot(struct dentry *dir, struct wp_slot *slot);

/**
 * wp_debugfs_remove() - remove the directory of a VM or slot, and all in it
 * @dir:	The directory, NULL or an error pointer.
 *
 * On return nobody can open the files any more, and another directory may get
 * the same name.  The function does not wait for tasks that have a file open:
 * these hold a reference on the record.
 *
 * Context: Process context, sleeps.
 */
void wp_debugfs_remove(struct dentry *dir);

/* Operations of the file `slots`; defined in slots.c. */
extern const struct file_operations wp_slots_fops;

#endif /* WP_DEBUGFS_H */
