/* SPDX-License-Identifier: GPL-2.0 */
/* Files that are VMs, for the modules that only tests load. */
#ifndef SELFTESTS_KMOD_VM_FILE_H
#define SELFTESTS_KMOD_VM_FILE_H

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/string.h>

/**
 * vm_file_kvm() - the VM that a file is
 * @file:	The file.
 *
 * Newer kernels export file_is_kvm() to modules of KVM only.
 *
 * Return: the VM, which lives as long as the file; NULL if the file is none.
 */
static inline struct kvm *vm_file_kvm(struct file *file)
{
	return strcmp(file->f_path.dentry->d_name.name, "kvm-vm") ?
		NULL : file->private_data;
}

#endif
