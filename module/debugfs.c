// SPDX-License-Identifier: GPL-2.0
/* Prints and parses; what is printed is kept elsewhere. */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "debugfs.h"
#include "knobs.h"
#include "vm.h"

static struct dentry *wp_debugfs_root;

/* debugfs makes directories 0755; these are for root alone, like the files. */
static struct dentry *wp_debugfs_dir(const char *name, struct dentry *parent)
{
	struct dentry *dir = debugfs_create_dir(name, parent);
	struct inode *inode;

	if (IS_ERR(dir))
		return dir;
	inode = d_inode(dir);
	inode_lock(inode);
	inode->i_mode = S_IFDIR | 0700;
	inode_unlock(inode);
	return dir;
}

static int wp_host_show(struct seq_file *m, void *unused)
{
	kvm_arm_wp_host_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(wp_host);

static int wp_stat_show(struct seq_file *m, void *unused)
{
	struct wp_slot *slot = m->private;
	struct wp_stats copy;

	wp_stats_read(&slot->stats, &copy);
	seq_printf(m, "version %d\n", WP_STAT_VERSION);
#define WP_STAT_PRINT(name, kind, shown) \
	seq_printf(m, #name " %llu\n", copy.counts.name);
	WP_COUNTERS(WP_STAT_PRINT)
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(wp_stat);

/* A line per bucket up to the last that is not empty: from, to, how many. */
static void wp_hist_print(struct seq_file *m, const struct wp_hist *hist)
{
	int i, last = -1;

	for (i = 0; i < WP_HIST_BUCKETS; i++)
		if (hist->bucket[i])
			last = i;

	seq_puts(m, "from_ns to_ns count\n");
	for (i = 0; i <= last; i++)
		seq_printf(m, "%llu %llu %llu\n",
			   i ? BIT_ULL(i - 1) : 0,
			   i ? GENMASK_ULL(i - 1, 0) : 0, hist->bucket[i]);
}

#define WP_HIST_SHOW(_name)						\
static int wp_##_name##_show(struct seq_file *m, void *unused)		\
{									\
	struct wp_slot *slot = m->private;				\
	struct wp_stats copy;						\
									\
	wp_stats_read(&slot->stats, &copy);				\
	wp_hist_print(m, &copy._name);					\
	return 0;							\
}									\
DEFINE_SHOW_ATTRIBUTE(wp_##_name)

WP_HIST_SHOW(tlb_flush_ns);
WP_HIST_SHOW(lock_hold_ns);

/* Columns of the slots table, as wide as their heads and wide enough. */
#define WP_COLUMN_WIDTH(name) \
	((int)max(sizeof(#name) - 1, sizeof("1234567890") - 1))

#define WP_SLOTS_COLUMN(m, name, fmt, value) \
	seq_printf(m, " %*" fmt, WP_COLUMN_WIDTH(name), value)

#define WP_SLOTS_IF_COLUMN(...) __VA_ARGS__
#define WP_SLOTS_IF_STAT(...)

static void wp_slots_head(struct seq_file *m)
{
	seq_printf(m, "%-16s %5s %16s %12s", "vm", "slot", "ipa", "pages");
#define WP_SLOTS_NAME(name, kind, shown) \
	WP_SLOTS_IF_##shown(WP_SLOTS_COLUMN(m, name, "s", #name);)
	WP_COUNTERS(WP_SLOTS_NAME)
	seq_putc(m, '\n');
}

static void wp_slots_counts(struct seq_file *m, const struct wp_counts *counts)
{
#define WP_SLOTS_VALUE(name, kind, shown) \
	WP_SLOTS_IF_##shown(WP_SLOTS_COLUMN(m, name, "llu", counts->name);)
	WP_COUNTERS(WP_SLOTS_VALUE)
	seq_putc(m, '\n');
}

/*
 * struct wp_slots_table - the table while it is being printed
 */
struct wp_slots_table {
	struct seq_file *m;
	struct wp_counts total;
	u64 pages;
};

static void wp_slots_line(struct wp_vm *vm, struct wp_slot *slot, void *arg)
{
	struct wp_slots_table *table = arg;
	struct wp_stats copy;

	wp_stats_read(&slot->stats, &copy);
	wp_counts_merge(&table->total, &copy.counts);
	table->pages += slot->npages;
	seq_printf(table->m, "%-16s %5d %#16llx %12llu", vm->name, slot->id,
		   slot->ipa, slot->npages);
	wp_slots_counts(table->m, &copy.counts);
}

static int wp_slots_show(struct seq_file *m, void *unused)
{
	struct wp_slots_table table = { .m = m };

	wp_slots_head(m);
	wp_vm_visit_slots(wp_slots_line, &table);
	seq_printf(m, "%-16s %5s %16s %12llu", "Total", "-", "-", table.pages);
	wp_slots_counts(m, &table.total);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(wp_slots);

static void wp_reset_slot(struct wp_vm *vm, struct wp_slot *slot, void *arg)
{
	wp_stats_reset(&slot->stats);
}

/* Whatever is written: there is only one thing to be wanted here. */
static ssize_t wp_reset_write(struct file *file, const char __user *buf,
			      size_t count, loff_t *ppos)
{
	wp_vm_visit_slots(wp_reset_slot, NULL);
	return count;
}

static const struct file_operations wp_reset_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = wp_reset_write,
	.llseek = noop_llseek,
};

static ssize_t wp_knob_read(struct file *file, char __user *buf, size_t count,
			    loff_t *ppos)
{
	char text[WP_KNOB_TEXT];
	int len = wp_knob_print(file->private_data, text, sizeof(text));

	return simple_read_from_buffer(buf, count, ppos, text, len);
}

static ssize_t wp_knob_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	char text[WP_KNOB_TEXT];
	int ret;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = '\0';
	ret = wp_knob_set(file->private_data, text);
	return ret ?: count;
}

static const struct file_operations wp_knob_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = wp_knob_read,
	.write = wp_knob_write,
	.llseek = default_llseek,
};

struct dentry *wp_debugfs_add_vm(const char *name)
{
	return wp_debugfs_dir(name, wp_debugfs_root);
}

void wp_debugfs_add_slot(struct dentry *vm_dir, struct wp_slot *slot)
{
	struct dentry *dir;
	char name[sizeof("slot-") + 11];

	if (IS_ERR(vm_dir))
		return;
	snprintf(name, sizeof(name), "slot-%d", slot->id);
	dir = wp_debugfs_dir(name, vm_dir);
	debugfs_create_file("stat", 0400, dir, slot, &wp_stat_fops);
	debugfs_create_file("tlb_flush_ns_hist", 0400, dir, slot,
			    &wp_tlb_flush_ns_fops);
	debugfs_create_file("lock_hold_ns_hist", 0400, dir, slot,
			    &wp_lock_hold_ns_fops);
}

void wp_debugfs_remove(struct dentry *dir)
{
	debugfs_remove(dir);
}

void wp_debugfs_init(void)
{
	struct wp_knob *const *knob;

	wp_debugfs_root = wp_debugfs_dir("kvm_arm_wp", NULL);
	for (knob = wp_knobs; *knob; knob++)
		debugfs_create_file((*knob)->name, 0600, wp_debugfs_root, *knob,
				    &wp_knob_fops);
	debugfs_create_file("host", 0400, wp_debugfs_root, NULL, &wp_host_fops);
	debugfs_create_file("slots", 0400, wp_debugfs_root, NULL, &wp_slots_fops);
	debugfs_create_file("reset", 0200, wp_debugfs_root, NULL, &wp_reset_fops);
}

void wp_debugfs_exit(void)
{
	debugfs_remove(wp_debugfs_root);
}
