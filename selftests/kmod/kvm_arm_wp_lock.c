// SPDX-License-Identifier: GPL-2.0
/*
 * Test only: shows the address of a VM's mmu_lock, so that a watchpoint can be
 * set on it.
 *
 * /sys/kernel/debug/kvm_arm_wp_lock: write "<vm fd>", then read "<address>" in
 * hex from the same descriptor.
 */
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/kstrtox.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "vm_file.h"

static struct dentry *lock_file;

/*
 * Store the address as a number only: the VM may be gone by the time it is
 * read.
 */
static ssize_t lock_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	struct file *vm_file;
	struct kvm *kvm;
	int fd, ret;

	ret = kstrtoint_from_user(buf, count, 10, &fd);
	if (ret)
		return ret;
	vm_file = fget(fd);
	if (!vm_file)
		return -EBADF;
	kvm = vm_file_kvm(vm_file);
	if (kvm)
		file->private_data = &kvm->mmu_lock;
	fput(vm_file);
	return kvm ? count : -EBADF;
}

static ssize_t lock_read(struct file *file, char __user *buf, size_t count,
			 loff_t *ppos)
{
	char text[24];
	int len = scnprintf(text, sizeof(text), "%lx\n",
			    (unsigned long)file->private_data);

	return simple_read_from_buffer(buf, count, ppos, text, len);
}

static int lock_open(struct inode *inode, struct file *file)
{
	file->private_data = NULL;
	return 0;
}

static const struct file_operations lock_fops = {
	.owner = THIS_MODULE,
	.open = lock_open,
	.read = lock_read,
	.write = lock_write,
};

static int __init lock_init(void)
{
	lock_file = debugfs_create_file("kvm_arm_wp_lock", 0600, NULL, NULL,
					&lock_fops);
	return PTR_ERR_OR_ZERO(lock_file);
}

static void __exit lock_exit(void)
{
	debugfs_remove(lock_file);
}

module_init(lock_init);
module_exit(lock_exit);
MODULE_DESCRIPTION("Test only: shows the address of a VM's mmu_lock");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
