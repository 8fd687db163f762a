/* SPDX-License-Identifier: GPL-2.0 */
/* Finds the VM behind a file, for the test modules. */
#ifndef SELFTESTS_KMOD_VM_FILE_H
#define SELFTESTS_KMOD_VM_FILE_H

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/string.h>

/**
 * vm_file_kvm() - get the VM that a file belongs to
 * @file:	The file.
 *
 * Newer kernels export file_is_kvm() only to KVM's own modules.
 *
 * Return: the VM, which lives at least as long as the file; NULL if the file is
 * not a VM.
 */
static inline struct kvm *vm_file_kvm(struct file *file)
{
	return strcmp(file->f_path.dentry->d_name.name, "kvm-vm") ?
		NULL : file->private_data;
}

#endif
