// SPDX-License-Identifier: GPL-2.0
/* Prints the file `slots`: a table of the slots of all VMs. */
#include <linux/module.h>
#include <linux/seq_file.h>

#include "debugfs.h"
#include "vm.h"

/* A column is as wide as its head, and has room for ten digits. */
#define WP_COLUMN_WIDTH(name) \
	((int)max(sizeof(#name) - 1, sizeof("1234567890") - 1))

#define WP_SLOTS_COLUMN(m, name, fmt, value) \
	seq_printf(m, " %*" fmt, WP_COLUMN_WIDTH(name), value)

#define WP_SLOTS_IF_COLUMN(...) __VA_ARGS__
#define WP_SLOTS_IF_STAT(...)

/**
 * enum wp_line - kinds of lines in the table
 * @WP_LINE_HEAD:	The names of the columns.
 * @WP_LINE_SLOT:	A slot.
 * @WP_LINE_TOTAL:	The sum of all slots.
 * @WP_LINE_NONE:	The end of the table.
 */
enum wp_line {
	WP_LINE_HEAD,
	WP_LINE_SLOT,
	WP_LINE_TOTAL,
	WP_LINE_NONE,
};

/**
 * struct wp_table - position and state of a task that reads the table
 * @line:	Kind of the current line.
 * @pos:	Number of the current line.
 * @cursor:	Where the search for the next slot starts.
 * @total:	Sum of the slots up to the current line, included.
 * @pages:	Sum of their sizes, in pages.
 * @name:	Name of the VM; as all that follows, of the current slot.
 * @id:		Number of the slot.
 * @ipa:	First IPA of the slot.
 * @npages:	Size of the slot, in pages.
 * @counts:	Its counters.
 *
 * Between two reads no lock is held and no record is kept.  A slot that is
 * added or removed meanwhile may be in the table or not.
 */
struct wp_table {
	enum wp_line line;
	loff_t pos;
	struct wp_cursor cursor;
	struct wp_counts total;
	u64 pages;
	char name[WP_VM_NAME];
	int id;
	phys_addr_t ipa;
	u64 npages;
	struct wp_counts counts;
};

static bool wp_table_take_slot(struct wp_table *table)
{
	struct wp_slot *slot;

	rcu_read_lock();
	slot = wp_slot_at(&table->cursor);
	if (slot) {
		strscpy(table->name, slot->vm->name, sizeof(table->name));
		table->id = slot->id;
		table->ipa = READ_ONCE(slot->ipa);
		table->npages = READ_ONCE(slot->npages);
		wp_slot_read(slot, &table->counts);
	}
	rcu_read_unlock();
	return slot;
}

/* Add to the total here, because seq_file may print a line twice. */
static void wp_table_advance(struct wp_table *table)
{
	table->pos++;
	if (table->line >= WP_LINE_TOTAL) {
		table->line = WP_LINE_NONE;
		return;
	}
	if (!wp_table_take_slot(table)) {
		table->line = WP_LINE_TOTAL;
		return;
	}
	table->line = WP_LINE_SLOT;
	table->cursor.slot++;
	table->pages += table->npages;
	wp_counts_merge(&table->total, &table->counts);
}

/* seq_file returns to a line that it could not print, or starts again. */
static void *wp_slots_start(struct seq_file *m, loff_t *pos)
{
	struct wp_table *table = m->private;

	if (*pos < table->pos)
		*table = (struct wp_table){ .line = WP_LINE_HEAD };
	while (table->pos < *pos && table->line != WP_LINE_NONE)
		wp_table_advance(table);
	return table->line == WP_LINE_NONE ? NULL : table;
}

static void *wp_slots_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return wp_slots_start(m, pos);
}

static void wp_slots_stop(struct seq_file *m, void *v)
{
}

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

static int wp_slots_show(struct seq_file *m, void *v)
{
	const struct wp_table *table = v;

	switch (table->line) {
	case WP_LINE_HEAD:
		wp_slots_head(m);
		break;
	case WP_LINE_SLOT:
		seq_printf(m, "%-16s %5d %#16llx %12llu", table->name, table->id,
			   table->ipa, table->npages);
		wp_slots_counts(m, &table->counts);
		break;
	default:
		seq_printf(m, "%-16s %5s %16s %12llu", "Total", "-", "-",
			   table->pages);
		wp_slots_counts(m, &table->total);
	}
	return 0;
}

static const struct seq_operations wp_slots_ops = {
	.start = wp_slots_start,
	.next = wp_slots_next,
	.stop = wp_slots_stop,
	.show = wp_slots_show,
};

static int wp_slots_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &wp_slots_ops, sizeof(struct wp_table));
}

const struct file_operations wp_slots_fops = {
	.owner = THIS_MODULE,
	.open = wp_slots_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};
