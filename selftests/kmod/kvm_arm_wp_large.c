// SPDX-License-Identifier: GPL-2.0
/*
 * Test only: asks the shim whether the host maps a guest's memory by large
 * entries.
 *
 * /sys/kernel/debug/kvm_arm_wp_large: write "<vm fd> <ipa> <size>", the latter
 * two in hex, then read "0" or "1" from the same descriptor.
 */
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "kvm_arm_wp_compat.h"
#include "kvm_arm_wp_shim.h"
#include "vm_file.h"

static struct dentry *large_file;

static bool large_ask(struct kvm *kvm, u64 ipa, u64 size)
{
	bool large;

	mutex_lock(&kvm->slots_lock);
	large = kvm_arm_wp_memory_is_large(kvm, ipa, size);
	mutex_unlock(&kvm->slots_lock);
	return large;
}

static ssize_t large_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	struct file *vm_file;
	char text[64] = "";
	struct kvm *kvm;
	u64 ipa, size;
	int fd;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	if (sscanf(text, "%d %llx %llx", &fd, &ipa, &size) != 3)
		return -EINVAL;
	vm_file = fget(fd);
	if (!vm_file)
		return -EBADF;
	kvm = vm_file_kvm(vm_file);
	if (kvm)
		file->private_data = (void *)large_ask(kvm, ipa, size);
	fput(vm_file);
	return kvm ? count : -EBADF;
}

static ssize_t large_read(struct file *file, char __user *buf, size_t count,
			  loff_t *ppos)
{
	return simple_read_from_buffer(buf, count, ppos,
				       file->private_data ? "1\n" : "0\n", 2);
}

static int large_open(struct inode *inode, struct file *file)
{
	file->private_data = NULL;
	return 0;
}

static const struct file_operations large_fops = {
	.owner = THIS_MODULE,
	.open = large_open,
	.read = large_read,
	.write = large_write,
};

static int __init large_init(void)
{
	large_file = debugfs_create_file("kvm_arm_wp_large", 0600, NULL, NULL,
					 &large_fops);
	return PTR_ERR_OR_ZERO(large_file);
}

static void __exit large_exit(void)
{
	debugfs_remove(large_file);
}

module_init(large_init);
module_exit(large_exit);
MODULE_DESCRIPTION("Test only: asks how the host maps a guest's memory");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(KVM_ARM_WP);
