// SPDX-License-Identifier: GPL-2.0
/*
 * Test only: shows the leaves of a VM's stage-2 table as they are.
 *
 * /sys/kernel/debug/kvm_arm_wp_dump: write "<vm fd> <ipa> <size>" (ipa and size
 * in hex), then read from the same descriptor. The first line is "root <level>
 * <bits>": the level at which the table starts and the size of its address
 * space. Each further line "<ipa> <level> <descriptor> <count>" stands for
 * @count consecutive non-zero leaves whose descriptors differ only in the
 * address, which increases by one leaf's size each time.
 *
 * Shares no code with the walk of kvm_arm_wp, because it checks that walk.
 */
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "kvm_arm_wp_shim.h"
#include "vm_file.h"

/* Maximum number of leaves in a dump: 4 GiB of 4K pages. */
#define DUMP_MAX BIT(20)

struct dump_leaf {
	phys_addr_t ipa;
	kvm_pte_t desc;
	int level;
	u32 count;
};

/* struct dump - request and result of one open file */
struct dump {
	struct dump_leaf *leaf;
	size_t nr;
	size_t room;
	phys_addr_t start;
	phys_addr_t end;
	int start_level;
	u32 ia_bits;
};

static struct dentry *dump_file;

/* Whether this leaf continues the last run in level, address and attributes. */
static bool dump_goes_on(const struct dump *dump, kvm_pte_t desc, int level,
			 phys_addr_t ipa)
{
	const struct dump_leaf *last = &dump->leaf[dump->nr - 1];
	u64 size = last->count * kvm_granule_size(level);

	return level == last->level && ipa == last->ipa + size &&
	       desc == last->desc + size;
}

static void dump_leaf(struct dump *dump, kvm_pte_t desc, int level,
		      phys_addr_t ipa)
{
	if (dump->nr && dump->nr <= dump->room &&
	    dump_goes_on(dump, desc, level, ipa)) {
		dump->leaf[dump->nr - 1].count++;
		return;
	}
	if (dump->nr < dump->room)
		dump->leaf[dump->nr] =
			(struct dump_leaf){ ipa, desc, level, 1 };
	dump->nr++;
}

static bool dump_is_table(kvm_pte_t desc, int level)
{
	return level < KVM_PGTABLE_LAST_LEVEL && (desc & 3) == 3;
}

/*
 * Recurses at most five levels deep. @base is the IPA that the first entry
 * maps.
 */
static void dump_table(struct dump *dump, const kvm_pte_t *table, int nr,
		       int level, phys_addr_t base)
{
	phys_addr_t size = kvm_granule_size(level);
	int i;

	for (i = 0; i < nr; i++, base += size) {
		kvm_pte_t desc = READ_ONCE(table[i]);

		if (!desc || base >= dump->end || base + size <= dump->start)
			continue;
		if (dump_is_table(desc, level))
			dump_table(dump, __va(kvm_pte_to_phys(desc)),
				   PTRS_PER_PTE, level + 1, base);
		else
			dump_leaf(dump, desc, level, base);
	}
}

static int dump_vm(struct dump *dump, struct kvm *kvm)
{
	struct kvm_arm_wp_stage2 s2;

	dump->nr = 0;
	if (!kvm_arm_wp_stage2_lock(kvm, &s2))
		return -ENXIO;
	dump->start_level = s2.start_level;
	dump->ia_bits = s2.ia_bits;
	dump_table(dump, s2.root,
		   BIT_ULL(s2.ia_bits) / kvm_granule_size(s2.start_level),
		   s2.start_level, 0);
	kvm_arm_wp_stage2_unlock(kvm);
	return dump->nr > dump->room ? -E2BIG : 0;
}

static int dump_fd(struct dump *dump, int fd)
{
	struct file *file = fget(fd);
	struct kvm *kvm = file ? vm_file_kvm(file) : NULL;
	int ret = kvm ? dump_vm(dump, kvm) : -EBADF;

	if (file)
		fput(file);
	return ret;
}

static struct dump *dump_of(struct file *file)
{
	return ((struct seq_file *)file->private_data)->private;
}

static int dump_room(struct dump *dump, u64 size)
{
	vfree(dump->leaf);
	dump->nr = 0;
	dump->room = min(size / PAGE_SIZE + 1, DUMP_MAX);
	dump->leaf = vmalloc_array(dump->room, sizeof(*dump->leaf));
	return dump->leaf ? 0 : -ENOMEM;
}

static ssize_t dump_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	struct dump *dump = dump_of(file);
	char text[64] = "";
	u64 ipa, size;
	int fd, ret;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	if (sscanf(text, "%d %llx %llx", &fd, &ipa, &size) != 3)
		return -EINVAL;
	dump->start = ipa;
	dump->end = ipa + size;
	ret = dump_room(dump, size) ?: dump_fd(dump, fd);
	return ret ?: count;
}

static void *dump_start(struct seq_file *m, loff_t *pos)
{
	struct dump *dump = m->private;

	if (!*pos)
		return SEQ_START_TOKEN;
	return *pos <= dump->nr ? &dump->leaf[*pos - 1] : NULL;
}

static void *dump_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return dump_start(m, pos);
}

static void dump_stop(struct seq_file *m, void *v)
{
}

static int dump_show(struct seq_file *m, void *v)
{
	const struct dump *dump = m->private;
	const struct dump_leaf *leaf = v;

	if (v == SEQ_START_TOKEN)
		seq_printf(m, "root %d %u\n", dump->start_level, dump->ia_bits);
	else
		seq_printf(m, "%llx %d %llx %u\n", leaf->ipa, leaf->level,
			   leaf->desc, leaf->count);
	return 0;
}

static const struct seq_operations dump_seq_ops = {
	.start = dump_start,
	.next = dump_next,
	.stop = dump_stop,
	.show = dump_show,
};

static int dump_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &dump_seq_ops, sizeof(struct dump));
}

static int dump_release(struct inode *inode, struct file *file)
{
	vfree(dump_of(file)->leaf);
	return seq_release_private(inode, file);
}

static const struct file_operations dump_fops = {
	.owner = THIS_MODULE,
	.open = dump_open,
	.read = seq_read,
	.write = dump_write,
	.llseek = seq_lseek,
	.release = dump_release,
};

static int __init dump_init(void)
{
	dump_file = debugfs_create_file("kvm_arm_wp_dump", 0600, NULL, NULL,
					&dump_fops);
	return PTR_ERR_OR_ZERO(dump_file);
}

static void __exit dump_exit(void)
{
	debugfs_remove(dump_file);
}

module_init(dump_init);
module_exit(dump_exit);
MODULE_DESCRIPTION("Test only: shows stage-2 tables");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(KVM_ARM_WP);
