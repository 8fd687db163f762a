/* SPDX-License-Identifier: GPL-2.0 */
/* Everything under /sys/kernel/debug/kvm_arm_wp. */
#ifndef WP_DEBUGFS_H
#define WP_DEBUGFS_H

#include <linux/fs.h>

struct dentry;
struct wp_slot;
struct wp_vm;

/**
 * wp_debugfs_init() - make the directory and the files for the whole host
 *
 * Failing is no error: without debugfs there is nobody to read it.
 */
void wp_debugfs_init(void);

/**
 * wp_debugfs_exit() - remove them
 *
 * Waits for readers and writers that are inside.
 *
 * Context: Process context, sleeps; no lock of this module held.
 */
void wp_debugfs_exit(void);

/**
 * wp_debugfs_add_vm() - make a VM's directory and the files in it
 * @vm:		The VM's record; its name is the directory's.
 *
 * Context: Process context, sleeps.
 * Return: what wp_debugfs_add_slot() and wp_debugfs_remove() take; may be an
 * error pointer, which they know how to deal with.
 */
struct dentry *wp_debugfs_add_vm(struct wp_vm *vm);

/**
 * wp_debugfs_add_slot() - make a slot's directory and files
 * @dir:	The VM's directory.
 * @slot:	The slot's record.
 *
 * Context: Process context, sleeps.
 * Return: what wp_debugfs_remove() takes, as wp_debugfs_add_vm().
 */
struct dentry *wp_debugfs_add_slot(struct dentry *dir, struct wp_slot *slot);

/**
 * wp_debugfs_remove() - remove a directory of a VM or slot and all below
 * @dir:	The directory, NULL or an error pointer.
 *
 * When this returns nobody can open the files any more, and another directory
 * may have the same name.  Tasks that have one of the files open are not waited
 * for: they hold a reference on the record.
 *
 * Context: Process context, sleeps.
 */
void wp_debugfs_remove(struct dentry *dir);

/* Operations of the file `slots`, see slots.c. */
extern const struct file_operations wp_slots_fops;

#endif /* WP_DEBUGFS_H */
