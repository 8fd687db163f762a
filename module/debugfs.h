/* SPDX-License-Identifier: GPL-2.0 */
/* Everything under /sys/kernel/debug/kvm_arm_wp. */
#ifndef WP_DEBUGFS_H
#define WP_DEBUGFS_H

struct dentry;
struct wp_slot;

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
 * wp_debugfs_add_vm() - make a VM's directory
 * @name:	Name of the directory.
 *
 * Return: what wp_debugfs_add_slot() and wp_debugfs_remove() take; may be an
 * error pointer, which they know how to deal with.
 */
struct dentry *wp_debugfs_add_vm(const char *name);

/**
 * wp_debugfs_add_slot() - make a slot's directory and files
 * @dir:	The VM's directory.
 * @slot:	The slot; its files read it until they are removed.
 */
void wp_debugfs_add_slot(struct dentry *dir, struct wp_slot *slot);

/**
 * wp_debugfs_remove() - remove a VM's directory and all below
 * @dir:	The VM's directory.
 *
 * When this returns nobody reads the files and nobody can open them.  Readers
 * take a slot's stats lock and no other of this module.
 *
 * Context: Process context, sleeps.
 */
void wp_debugfs_remove(struct dentry *dir);

#endif /* WP_DEBUGFS_H */
