// SPDX-License-Identifier: GPL-2.0
/*
 * Test only: calls the two KVM functions that kvm_arm_wp replaces, with any
 * range, on a VM's own table.
 *
 * /sys/kernel/debug/kvm_arm_wp_call: write "<vm fd> <function> <ipa> <size>
 * <pages>". ipa and size are in hex, the function is wrprotect or split, and
 * pages is the number of pages in the cache that split uses. Then read "<errno>
 * <left> <soiled> <held>" from the same descriptor: the function's errno (0 on
 * success), the number of pages left in the cache, how many of them are no
 * longer zero, and 1 if the function returned with mmu_lock still held.
 *
 * A write fails only if no function was called: with EOPNOTSUPP if this kernel
 * has no such function. The call uses the function's symbol, so it is
 * redirected like KVM's own calls.
 */
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kprobes.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/kvm_pgtable.h>

#include "vm_file.h"

/* Enough to split a 1 GiB block into 4K pages, and some more. */
#define CALL_PAGES_MAX 600

/* struct call - request and result of one open file */
struct call {
	u64 ipa;
	u64 size;
	unsigned int pages;
	bool split;
	void **object;
	unsigned int left;
	unsigned int soiled;
	bool held;
	int ret;
};

typedef unsigned long (*call_lookup_t)(const char *name);

typedef int (*call_wrprotect_t)(struct kvm_pgtable *pgt, u64 addr, u64 size);
typedef int (*call_split_t)(struct kvm_pgtable *pgt, u64 addr, u64 size,
			    struct kvm_mmu_memory_cache *cache);
typedef void (*call_flush_t)(struct kvm *kvm);

static call_wrprotect_t call_wrprotect;
static call_split_t call_split;
static call_flush_t call_flush;
static struct dentry *call_file;

/*
 * Use the VM's own cache, because KVM's function finds the table through it.
 * slots_lock keeps all others from using it, so its content can be set aside.
 * The VM has this cache only since 6.5, with the capability.
 */
static void call_locked_split(struct call *call, struct kvm *kvm,
			      struct kvm_pgtable *pgt)
{
#ifdef KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE
	struct kvm_mmu_memory_cache *cache = &kvm->arch.mmu.split_page_cache;
	struct kvm_mmu_memory_cache own = *cache;

	cache->objects = call->object;
	cache->capacity = call->pages;
	cache->nobjs = call->pages;
	call->ret = call_split(pgt, call->ipa, call->size, cache);
	call->left = cache->nobjs;
	*cache = own;
#endif
}

static void call_locked(struct call *call, struct kvm *kvm,
			struct kvm_pgtable *pgt)
{
	if (call->split)
		call_locked_split(call, kvm, pgt);
	else
		call->ret = call_wrprotect(pgt, call->ipa, call->size);
}

/* Return whether mmu_lock was dropped; if so, take it again. */
static int call_let_go(struct kvm *kvm)
{
	int let_go = write_trylock(&kvm->mmu_lock);

	/*
	 * For sparse, which cannot express "locked in either case". Emits no
	 * code.
	 */
	if (let_go)
		__release(&kvm->mmu_lock);
	return let_go;
}

/*
 * Hold mmu_lock and slots_lock and flush afterwards, as KVM does around its
 * calls.
 */
static int call_vm(struct call *call, struct kvm *kvm)
{
	struct kvm_pgtable *pgt;

	if (kvm->mm != current->mm)
		return -EIO;
	mutex_lock(&kvm->slots_lock);
	write_lock(&kvm->mmu_lock);
	pgt = kvm->arch.mmu.pgt;
	if (pgt) {
		call_locked(call, kvm, pgt);
		call->held = !call_let_go(kvm);
	}
	write_unlock(&kvm->mmu_lock);
	call_flush(kvm);
	mutex_unlock(&kvm->slots_lock);
	return pgt ? 0 : -ENXIO;
}

/* Allocate single pages: KVM and call_free() free table pages one by one. */
static int call_alloc(struct call *call)
{
	unsigned int i;

	call->object = kvcalloc(CALL_PAGES_MAX, sizeof(void *), GFP_KERNEL);
	if (!call->object)
		return -ENOMEM;
	for (i = 0; i < call->pages; i++) {
		call->object[i] = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
		if (!call->object[i])
			break;
	}
	call->left = i;
	return i == call->pages ? 0 : -ENOMEM;
}

static void call_free(struct call *call)
{
	unsigned int i;

	call->soiled = 0;
	for (i = 0; call->object && i < call->left; i++) {
		call->soiled += !!memchr_inv(call->object[i], 0, PAGE_SIZE);
		free_page((unsigned long)call->object[i]);
	}
	kvfree(call->object);
	call->object = NULL;
}

static int call_fd(struct call *call, int fd)
{
	struct file *file = fget(fd);
	struct kvm *kvm = file ? vm_file_kvm(file) : NULL;
	int ret = -EBADF;

	if (kvm)
		ret = call_alloc(call) ?: call_vm(call, kvm);
	call_free(call);
	if (file)
		fput(file);
	return ret;
}

static int call_parse(struct call *call, const char *text, int *fd)
{
	char name[16];

	if (sscanf(text, "%d %15s %llx %llx %u", fd, name, &call->ipa,
		   &call->size, &call->pages) != 5)
		return -EINVAL;
	if (call->pages > CALL_PAGES_MAX)
		return -E2BIG;
	call->split = !strcmp(name, "split");
	if (call->split && !call_split)
		return -EOPNOTSUPP;
	return call->split || !strcmp(name, "wrprotect") ? 0 : -EINVAL;
}

static ssize_t call_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	struct call *call = file->private_data;
	char text[96] = "";
	int fd, ret;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	ret = call_parse(call, text, &fd) ?: call_fd(call, fd);
	return ret ?: count;
}

static ssize_t call_read(struct file *file, char __user *buf, size_t count,
			 loff_t *ppos)
{
	const struct call *call = file->private_data;
	char text[64];
	int len = scnprintf(text, sizeof(text), "%d %u %u %d\n", -call->ret,
			    call->left, call->soiled, call->held);

	return simple_read_from_buffer(buf, count, ppos, text, len);
}

/* Each open file expects one task at a time. */
static int call_open(struct inode *inode, struct file *file)
{
	struct call *call = kzalloc(sizeof(*call), GFP_KERNEL);

	file->private_data = call;
	return call ? 0 : -ENOMEM;
}

static int call_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static const struct file_operations call_fops = {
	.owner = THIS_MODULE,
	.open = call_open,
	.read = call_read,
	.write = call_write,
	.release = call_release,
};

/*
 * Only kallsyms_lookup_name() itself is found with a probe: a kprobe cannot be
 * placed on the entry of a function that ftrace uses.
 */
static int __init call_resolve(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	call_lookup_t lookup;
	int ret;

	ret = register_kprobe(&probe);
	if (ret)
		return ret;
	lookup = (call_lookup_t)probe.addr;
	unregister_kprobe(&probe);
	call_wrprotect = (void *)lookup("kvm_pgtable_stage2_wrprotect");
	call_split = (void *)lookup("kvm_pgtable_stage2_split");
	call_flush = (void *)lookup("kvm_flush_remote_tlbs");
	return call_wrprotect && call_flush ? 0 : -ENOENT;
}

static int __init call_init(void)
{
	int ret = call_resolve();

	if (ret)
		return ret;
	call_file = debugfs_create_file("kvm_arm_wp_call", 0600, NULL, NULL,
					&call_fops);
	return PTR_ERR_OR_ZERO(call_file);
}

static void __exit call_exit(void)
{
	debugfs_remove(call_file);
}

module_init(call_init);
module_exit(call_exit);
MODULE_DESCRIPTION("Test only: calls what edits stage-2 tables");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
