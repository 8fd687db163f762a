// SPDX-License-Identifier: GPL-2.0
/*
 * Test only: strategies of another module. Includes only
 * include/kvm_arm_wp_strategy.h of kvm_arm_wp.
 *
 *	protector	tail-first	in place, from a run's end to its start
 *			leaky		leaves the last entry of a run writable
 *			copy		swaps whole tables
 *	splitter	counted		fills tables under the lock
 *			held		builds tables ahead; can be made to wait
 *					while it does
 *			lazy		skips some blocks
 *	recoverer	last-page	protects the last page of each table only
 *			unmapped	unmaps each table
 *
 * leaky and lazy are wrong on purpose, so that verify=1 finds entries. NEVER
 * choose them for a guest that matters.
 *
 * Parameters can make registered strategies invalid, to test that they are
 * refused. The counters are correct for one VM at a time.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "kvm_arm_wp_strategy.h"

/* Longer than a hold of mmu_lock may last, so that a pass takes one hold for each table. */
#define PLUGIN_SLOW_US 100

/* The splitter lazy skips one block in PLUGIN_LAZY. */
#define PLUGIN_LAZY 7

static char *protector = "tail-first";
module_param(protector, charp, 0400);
MODULE_PARM_DESC(protector, "other name for the protector tail-first");

static char *splitter = "counted";
module_param(splitter, charp, 0400);
MODULE_PARM_DESC(splitter, "other name for the splitter counted");

static char *recoverer = "last-page";
module_param(recoverer, charp, 0400);
MODULE_PARM_DESC(recoverer, "other name for the recoverer last-page");

static char *refuses = "";
module_param(refuses, charp, 0400);
MODULE_PARM_DESC(refuses, "why the recoverer unmapped refuses this host; empty if it does not");

static char *missing = "";
module_param(missing, charp, 0400);
MODULE_PARM_DESC(missing, "part to leave out: pages, block, table, or owner or name of a kind, as in protector_owner");

static unsigned int spare_protectors;
module_param(spare_protectors, uint, 0400);
MODULE_PARM_DESC(spare_protectors, "number of additional protectors to register");

static unsigned int spare_splitters;
module_param(spare_splitters, uint, 0400);
MODULE_PARM_DESC(spare_splitters, "number of additional splitters to register");

static unsigned int spare_recoverers;
module_param(spare_recoverers, uint, 0400);
MODULE_PARM_DESC(spare_recoverers, "number of additional recoverers to register");

/* What each strategy did. */
#define PLUGIN_COUNTER(name)				\
	static unsigned long name;			\
	module_param(name, ulong, 0400)

PLUGIN_COUNTER(tail_first_leaves);
PLUGIN_COUNTER(leaky_left);
PLUGIN_COUNTER(copy_tables);
PLUGIN_COUNTER(counted_blocks);
PLUGIN_COUNTER(held_builds);
PLUGIN_COUNTER(held_blocks);
PLUGIN_COUNTER(lazy_blocks);
PLUGIN_COUNTER(last_page_tables);
PLUGIN_COUNTER(unmapped_tables);

static int fail;
module_param(fail, int, 0400);
MODULE_PARM_DESC(fail, "errno that init returns after it has registered all strategies");

static DECLARE_WAIT_QUEUE_HEAD(plugin_released);
static bool hold;
static bool held;
module_param(held, bool, 0400);
MODULE_PARM_DESC(held, "a task waits for hold to become 0");

static int plugin_set_hold(const char *text, const struct kernel_param *kp)
{
	int ret = param_set_bool(text, kp);

	wake_up_all(&plugin_released);
	return ret;
}

static const struct kernel_param_ops plugin_hold_ops = {
	.set = plugin_set_hold,
	.get = param_get_bool,
};

module_param_cb(hold, &plugin_hold_ops, &hold, 0600);
MODULE_PARM_DESC(hold, "make the splitter held wait while it builds a table, the recoverer last-page slow, and init wait at its end");

static void plugin_wait(void)
{
	if (!READ_ONCE(hold))
		return;
	WRITE_ONCE(held, true);
	wait_event_killable(plugin_released, !READ_ONCE(hold));
	WRITE_ONCE(held, false);
}

/* Protect entries from the last to the first, except the last @keep ones. */
static unsigned int plugin_protect(struct wp_batch *batch,
				   const struct wp_run *run, unsigned int keep)
{
	unsigned int i = run->nr - keep, protected = 0;

	while (i-- > 0) {
		kvm_pte_t pte = wp_entry_read(&run->ptep[i]);

		if (wp_entry_is_readonly(pte))
			continue;
		wp_entry_protect(&run->ptep[i], pte);
		protected++;
	}
	wp_batch_protected(batch, run, protected);
	return protected;
}

static enum wp_status tail_first_pages(struct wp_batch *batch,
				       const struct wp_run *run)
{
	tail_first_leaves += plugin_protect(batch, run, 0);
	return WP_DONE;
}

static enum wp_status leaky_pages(struct wp_batch *batch,
				  const struct wp_run *run)
{
	kvm_pte_t last = wp_entry_read(&run->ptep[run->nr - 1]);

	plugin_protect(batch, run, 1);
	leaky_left += !wp_entry_is_readonly(last);
	return WP_DONE;
}

static enum wp_status copy_pages(struct wp_batch *batch,
				 const struct wp_run *run)
{
	struct wp_copied copied;
	kvm_pte_t *table;

	if (run->nr < PTRS_PER_PTE) {
		plugin_protect(batch, run, 0);
		return WP_DONE;
	}
	table = wp_batch_table(batch);
	if (!table)
		return wp_batch_wait(batch);
	copied = wp_entry_copy(table, run->ptep);
	if (!copied.protected) {
		wp_batch_unused(batch, table);
		return WP_DONE;
	}
	wp_batch_swap(batch, run, table, &copied);
	copy_tables++;
	return WP_DONE;
}

/* Get a page for the block's table. If this returns NULL, *status says why. */
static kvm_pte_t *plugin_table(struct wp_batch *batch,
			       const struct wp_block *block,
			       enum wp_status *status)
{
	kvm_pte_t *table;

	*status = WP_DONE;
	if (!wp_entry_is_splittable(block->pte, block->level))
		return NULL;
	table = wp_batch_table(batch);
	if (!table)
		*status = wp_batch_wait(batch);
	return table;
}

static enum wp_status plugin_replace(struct wp_batch *batch,
				     const struct wp_block *block,
				     kvm_pte_t *table, unsigned long *count)
{
	wp_batch_replace(batch, block, table);
	++*count;
	return block->level + 1 < WP_LAST_LEVEL ? WP_AGAIN : WP_DONE;
}

static enum wp_status plugin_split(struct wp_batch *batch,
				   const struct wp_block *block,
				   unsigned long *count)
{
	enum wp_status status;
	kvm_pte_t *table = plugin_table(batch, block, &status);

	if (!table)
		return status;
	wp_entry_fill(table, block->pte, block->level,
		      wp_batch_clear(batch, block));
	return plugin_replace(batch, block, table, count);
}

static enum wp_status counted_block(struct wp_batch *batch,
				    const struct wp_block *block)
{
	return plugin_split(batch, block, &counted_blocks);
}

/* Choose by address, so that a later walk skips the same blocks. */
static enum wp_status lazy_block(struct wp_batch *batch,
				 const struct wp_block *block)
{
	phys_addr_t size = wp_level_size(block->level);

	if (block->addr / size % PLUGIN_LAZY == PLUGIN_LAZY - 1)
		return WP_DONE;
	return plugin_split(batch, block, &lazy_blocks);
}

static void held_build(kvm_pte_t *table, const struct wp_block *block,
		       kvm_pte_t clear)
{
	plugin_wait();
	wp_entry_fill(table, block->pte, block->level, clear);
	held_builds++;
}

static enum wp_status held_block(struct wp_batch *batch,
				 const struct wp_block *block)
{
	kvm_pte_t *table = wp_batch_prebuilt(batch, block);

	if (table)
		return plugin_replace(batch, block, table, &held_blocks);
	return plugin_split(batch, block, &held_blocks);
}

/* KVM folds the table when the guest writes to its last page. */
static enum wp_status last_page_table(struct wp_batch *batch,
				      const struct wp_run *run)
{
	const struct wp_run last = {
		.parent = run->parent,
		.ptep = run->ptep + run->nr - 1,
		.nr = 1,
		.addr = run->addr + (run->nr - 1) * PAGE_SIZE,
	};

	last_page_tables++;
	if (READ_ONCE(hold))
		udelay(PLUGIN_SLOW_US);
	return wp_protect_in_place(batch, &last);
}

static enum wp_status unmapped_table(struct wp_batch *batch,
				     const struct wp_run *run)
{
	unmapped_tables++;
	wp_batch_unmap(batch, run);
	return WP_AGAIN;
}

static const char *unmapped_refuses(void)
{
	return *refuses ? refuses : NULL;
}

/* Not const: parameters change the first entry of each array. */
static struct wp_protector_ops plugin_protectors[WP_STRATEGIES + 1] = {
	{
		.strategy.owner = THIS_MODULE,
		.pages = tail_first_pages,
	}, {
		.strategy.name = "leaky",
		.strategy.owner = THIS_MODULE,
		.pages = leaky_pages,
	}, {
		.strategy.name = "copy",
		.strategy.owner = THIS_MODULE,
		.uses_tables = true,
		.pages = copy_pages,
	},
};

#define PLUGIN_PROTECTORS 3

static struct wp_splitter_ops plugin_splitters[WP_STRATEGIES + 1] = {
	{
		.strategy.owner = THIS_MODULE,
		.block = counted_block,
	}, {
		.strategy.name = "lazy",
		.strategy.owner = THIS_MODULE,
		.block = lazy_block,
	}, {
		.strategy.name = "held",
		.strategy.owner = THIS_MODULE,
		.block = held_block,
		.build = held_build,
	},
};

#define PLUGIN_SPLITTERS 3

static struct wp_recoverer_ops plugin_recoverers[WP_STRATEGIES + 1] = {
	{
		.strategy.owner = THIS_MODULE,
		.table = last_page_table,
	}, {
		.strategy.name = "unmapped",
		.strategy.owner = THIS_MODULE,
		.refuses = unmapped_refuses,
		.table = unmapped_table,
	},
};

#define PLUGIN_RECOVERERS 2

static char plugin_spare_names[WP_STRATEGIES + 1][WP_STRATEGY_NAME];
static unsigned int plugin_protectors_there;
static unsigned int plugin_splitters_there;
static unsigned int plugin_recoverers_there;

static bool plugin_lacks(const char *part)
{
	return !strcmp(missing, part);
}

static void plugin_spoil(void)
{
	struct wp_protector_ops *w = plugin_protectors;
	struct wp_splitter_ops *s = plugin_splitters;
	struct wp_recoverer_ops *r = plugin_recoverers;

	w->strategy.name = plugin_lacks("protector_name") ? NULL : protector;
	s->strategy.name = plugin_lacks("splitter_name") ? NULL : splitter;
	r->strategy.name = plugin_lacks("recoverer_name") ? NULL : recoverer;
	if (plugin_lacks("protector_owner"))
		w->strategy.owner = NULL;
	if (plugin_lacks("splitter_owner"))
		s->strategy.owner = NULL;
	if (plugin_lacks("recoverer_owner"))
		r->strategy.owner = NULL;
	if (plugin_lacks("pages"))
		w->pages = NULL;
	if (plugin_lacks("block"))
		s->block = NULL;
	if (plugin_lacks("table"))
		r->table = NULL;
}

/* The spare strategies do the same as the first one. */
static void plugin_fill_up(void)
{
	int i;

	for (i = 0; i <= WP_STRATEGIES; i++)
		snprintf(plugin_spare_names[i], WP_STRATEGY_NAME, "spare-%d", i);
	for (i = PLUGIN_PROTECTORS; i <= WP_STRATEGIES; i++) {
		plugin_protectors[i] = plugin_protectors[0];
		plugin_protectors[i].strategy.name = plugin_spare_names[i];
	}
	for (i = PLUGIN_SPLITTERS; i <= WP_STRATEGIES; i++) {
		plugin_splitters[i] = plugin_splitters[0];
		plugin_splitters[i].strategy.name = plugin_spare_names[i];
	}
	for (i = PLUGIN_RECOVERERS; i <= WP_STRATEGIES; i++) {
		plugin_recoverers[i] = plugin_recoverers[0];
		plugin_recoverers[i].strategy.name = plugin_spare_names[i];
	}
}

static void plugin_unregister(void)
{
	while (plugin_recoverers_there)
		kvm_arm_wp_unregister_recoverer(&plugin_recoverers[--plugin_recoverers_there]);
	while (plugin_splitters_there)
		kvm_arm_wp_unregister_splitter(&plugin_splitters[--plugin_splitters_there]);
	while (plugin_protectors_there)
		kvm_arm_wp_unregister_protector(&plugin_protectors[--plugin_protectors_there]);
}

static int plugin_register(unsigned int protectors, unsigned int splitters,
			   unsigned int recoverers)
{
	int ret = 0;

	while (!ret && plugin_protectors_there < protectors) {
		ret = kvm_arm_wp_register_protector(&plugin_protectors[plugin_protectors_there]);
		plugin_protectors_there += !ret;
	}
	while (!ret && plugin_splitters_there < splitters) {
		ret = kvm_arm_wp_register_splitter(&plugin_splitters[plugin_splitters_there]);
		plugin_splitters_there += !ret;
	}
	while (!ret && plugin_recoverers_there < recoverers) {
		ret = kvm_arm_wp_register_recoverer(&plugin_recoverers[plugin_recoverers_there]);
		plugin_recoverers_there += !ret;
	}
	return ret;
}

static int __init plugin_init(void)
{
	unsigned int protectors = PLUGIN_PROTECTORS + spare_protectors;
	unsigned int splitters = PLUGIN_SPLITTERS + spare_splitters;
	unsigned int recoverers = PLUGIN_RECOVERERS + spare_recoverers;
	int ret;

	if (max3(protectors, splitters, recoverers) > WP_STRATEGIES + 1)
		return -E2BIG;
	plugin_spoil();
	plugin_fill_up();
	ret = plugin_register(protectors, splitters, recoverers);
	if (!ret)
		plugin_wait();
	if (!ret)
		ret = -fail;
	if (ret)
		plugin_unregister();
	return ret;
}

static void __exit plugin_exit(void)
{
	plugin_unregister();
}

module_init(plugin_init);
module_exit(plugin_exit);
MODULE_DESCRIPTION("Test only: strategies from another module");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(KVM_ARM_WP);
