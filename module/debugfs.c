// SPDX-License-Identifier: GPL-2.0
/* Makes the directories and files, prints records, and sets knobs. */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/memcontrol.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "debugfs.h"
#include "knobs.h"
#include "vm.h"

static struct dentry *wp_debugfs_root;

/* debugfs makes directories 0755; allow root alone, as for the files. */
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

/*
 * Files of a record are made with debugfs_create_file_unsafe(), so that their
 * removal does not wait for readers.  A reader may sleep in a page fault on its
 * buffer for any time, and the VMM that deletes a slot would have to wait for
 * it.  Instead an open file holds a reference on the record.  A removal does
 * wait for an open() that is in progress, so the record still exists when
 * open() takes the reference.
 */
#define WP_RECORD_FILE(_name, _type, _put)				\
static int wp_##_name##_open(struct inode *inode, struct file *file)	\
{									\
	_type *record = inode->i_private;				\
	int ret = single_open(file, wp_##_name##_show, record);		\
									\
	if (!ret)							\
		refcount_inc(&record->ref);				\
	return ret;							\
}									\
									\
static int wp_##_name##_release(struct inode *inode, struct file *file)	\
{									\
	_put(inode->i_private);						\
	return single_release(inode, file);				\
}									\
									\
static const struct file_operations wp_##_name##_fops = {		\
	.owner = THIS_MODULE,						\
	.open = wp_##_name##_open,					\
	.read = seq_read,						\
	.llseek = seq_lseek,						\
	.release = wp_##_name##_release,				\
}

static int wp_stat_show(struct seq_file *m, void *unused)
{
	struct wp_slot *slot = m->private;
	struct wp_counts counts;

	wp_slot_read(slot, &counts);
	seq_printf(m, "version %d\n", WP_STAT_VERSION);
#define WP_STAT_PRINT(name, kind, shown) \
	seq_printf(m, #name " %llu\n", counts.name);
	WP_COUNTERS(WP_STAT_PRINT)
	return 0;
}

WP_RECORD_FILE(stat, struct wp_slot, wp_slot_put);

#define WP_GONE_IF_SUM(...) __VA_ARGS__
#define WP_GONE_IF_MAX(...) __VA_ARGS__
#define WP_GONE_IF_LAST(...) __VA_ARGS__
#define WP_GONE_IF_NOW(...)

static int wp_gone_show(struct seq_file *m, void *unused)
{
	struct wp_vm *vm = m->private;
	struct wp_counts counts;
	u64 slots;

	spin_lock(&vm->gone.lock);
	slots = vm->gone.slots;
	counts = vm->gone.counts;
	spin_unlock(&vm->gone.lock);

	seq_printf(m, "version %d\nslots %llu\n", WP_STAT_VERSION, slots);
#define WP_GONE_PRINT(name, kind, shown) \
	WP_GONE_IF_##kind(seq_printf(m, #name " %llu\n", counts.name);)
	WP_COUNTERS(WP_GONE_PRINT)
	return 0;
}

WP_RECORD_FILE(gone, struct wp_vm, wp_vm_put);

/* Print a line for each bucket up to the last one that is not empty. */
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

#define WP_HIST_SHOW(_name, _read, ...)					\
static int wp_##_name##_show(struct seq_file *m, void *unused)		\
{									\
	struct wp_slot *slot = m->private;				\
	struct wp_hist copy;						\
									\
	_read(__VA_ARGS__, &copy);					\
	wp_hist_print(m, &copy);					\
	return 0;							\
}									\
WP_RECORD_FILE(_name, struct wp_slot, wp_slot_put)

WP_HIST_SHOW(tlb_flush_ns, wp_stats_read_hist, &slot->stats,
	     &slot->stats.tlb_flush_ns);
WP_HIST_SHOW(lock_hold_ns, wp_stats_read_hist, &slot->stats,
	     &slot->stats.lock_hold_ns);
WP_HIST_SHOW(fault_ns, wp_faults_read_hist, &slot->stats.faults);

static void wp_reset_gone(struct wp_gone *gone)
{
	spin_lock(&gone->lock);
	gone->slots = 0;
	gone->counts = (struct wp_counts){};
	spin_unlock(&gone->lock);
}

/* One slot for each RCU read section: a host may have very many slots. */
static void wp_reset_all(void)
{
	struct wp_cursor cursor = {};
	struct wp_slot *slot;
	struct wp_vm *vm;

	do {
		rcu_read_lock();
		slot = wp_slot_at(&cursor);
		if (slot)
			wp_stats_reset(&slot->stats);
		rcu_read_unlock();
		cursor.slot++;
		cond_resched();
	} while (slot);

	rcu_read_lock();
	for (cursor.vm = 0; (vm = wp_vm_at(&cursor)); cursor.vm++)
		wp_reset_gone(&vm->gone);
	rcu_read_unlock();
}

/* Any text resets the counters. */
static ssize_t wp_reset_write(struct file *file, const char __user *buf,
			      size_t count, loff_t *ppos)
{
	wp_reset_all();
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
	/* wp_knob_set() would ignore the text after it. */
	if (memchr(text, '\0', count))
		return -EINVAL;
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

/*
 * Charge directories and files to the root memory cgroup, which has no limit.
 * debugfs takes no GFP flags: charged to the VMM's cgroup, a file could get the
 * VMM killed if that cgroup is full.  The idle task is always in the root
 * cgroup.
 */
static struct mem_cgroup *wp_debugfs_charge_root(void)
{
	struct mem_cgroup *root;

	rcu_read_lock();
	root = mem_cgroup_from_task(&init_task);
	rcu_read_unlock();
	return set_active_memcg(root);
}

struct dentry *wp_debugfs_add_vm(struct wp_vm *vm)
{
	struct mem_cgroup *charged = wp_debugfs_charge_root();
	struct dentry *dir = wp_debugfs_dir(vm->name, wp_debugfs_root);

	debugfs_create_file_unsafe("gone", 0400, dir, vm, &wp_gone_fops);
	set_active_memcg(charged);
	return dir;
}

static struct dentry *wp_debugfs_slot_dir(struct dentry *vm_dir,
					  struct wp_slot *slot)
{
	struct dentry *dir;
	char name[sizeof("slot-") + 11];

	snprintf(name, sizeof(name), "slot-%d", slot->id);
	dir = wp_debugfs_dir(name, vm_dir);
	debugfs_create_file_unsafe("stat", 0400, dir, slot, &wp_stat_fops);
	debugfs_create_file_unsafe("tlb_flush_ns_hist", 0400, dir, slot,
				   &wp_tlb_flush_ns_fops);
	debugfs_create_file_unsafe("lock_hold_ns_hist", 0400, dir, slot,
				   &wp_lock_hold_ns_fops);
	debugfs_create_file_unsafe("fault_ns_hist", 0400, dir, slot,
				   &wp_fault_ns_fops);
	return dir;
}

struct dentry *wp_debugfs_add_slot(struct dentry *vm_dir, struct wp_slot *slot)
{
	struct mem_cgroup *charged;
	struct dentry *dir;

	if (IS_ERR(vm_dir))
		return vm_dir;
	charged = wp_debugfs_charge_root();
	dir = wp_debugfs_slot_dir(vm_dir, slot);
	set_active_memcg(charged);
	return dir;
}

void wp_debugfs_remove(struct dentry *dir)
{
	debugfs_remove(dir);
}

void wp_debugfs_init(void)
{
	int i;

	wp_debugfs_root = wp_debugfs_dir("kvm_arm_wp", NULL);
	for (i = 0; wp_knob_names[i].name; i++)
		debugfs_create_file(wp_knob_names[i].name, 0600, wp_debugfs_root,
				    wp_knob_names[i].knob, &wp_knob_fops);
	debugfs_create_file("host", 0400, wp_debugfs_root, NULL, &wp_host_fops);
	debugfs_create_file("slots", 0400, wp_debugfs_root, NULL, &wp_slots_fops);
	debugfs_create_file("reset", 0200, wp_debugfs_root, NULL, &wp_reset_fops);
}

void wp_debugfs_exit(void)
{
	debugfs_remove(wp_debugfs_root);
}
