// SPDX-License-Identifier: GPL-2.0
/*
 * Test only: makes kvm_arm_wp interrupt KVM's holds of mmu_lock as often as it
 * can, and widens the gaps.
 *
 * us=N		how long each gap lasts, in microseconds
 * skip=1	sabotage: after a gap, go on one page too far, so that a page stays
 *		writable although its bit was taken.  After a gap between two
 *		requests that is the first page of the next one
 *
 * In /sys/module/kvm_arm_wp_gap/parameters:
 * gaps		how many gaps there were, with the one that a task is in
 * hold		as long as it is 1, no gap ends
 * grace	a write waits for a grace period of RCU
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/wait.h>

#include "core/batch.h"

static unsigned int us;
module_param(us, uint, 0400);
MODULE_PARM_DESC(us, "Duration of each gap in microseconds");

static bool skip;
module_param(skip, bool, 0400);
MODULE_PARM_DESC(skip, "Leave out a page after each gap");

/* Atomic is not needed: a test has one migration, which slots_lock serializes. */
static unsigned int gaps;
module_param(gaps, uint, 0400);
MODULE_PARM_DESC(gaps, "Number of gaps");

static DECLARE_WAIT_QUEUE_HEAD(gap_queue);
static bool hold;

static int gap_set_hold(const char *value, const struct kernel_param *param)
{
	int ret = param_set_bool(value, param);

	wake_up_all(&gap_queue);
	return ret;
}

static const struct kernel_param_ops gap_hold_ops = {
	.set = gap_set_hold,
	.get = param_get_bool,
};
module_param_cb(hold, &gap_hold_ops, &hold, 0600);
MODULE_PARM_DESC(hold, "Do not end gaps");

static int gap_wait_for_rcu(const char *value, const struct kernel_param *param)
{
	synchronize_rcu();
	return 0;
}

static const struct kernel_param_ops gap_grace_ops = { .set = gap_wait_for_rcu };
module_param_cb(grace, &gap_grace_ops, NULL, 0200);
MODULE_PARM_DESC(grace, "Write: wait for a grace period of RCU");

/* The task that comes back from a gap, until it walks again. */
static struct task_struct *back;

/* The task that has waited, until it takes the lock. */
static struct task_struct *waited;

/* Runs in the place of kvm_arm_wp_hold_resume().  The lock is free. */
static bool gap_wait(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	unsigned int left;

	for (left = us; left; left--)
		udelay(1);
	WRITE_ONCE(gaps, gaps + 1);
	wait_event(gap_queue, !READ_ONCE(hold));
	WRITE_ONCE(back, current);
	WRITE_ONCE(waited, current);
	return kvm_arm_wp_hold_resume(kvm, s2);
}

/* A handler of a probe must not sleep, so it lets gap_wait() run instead. */
static int gap_resume(struct kprobe *kp, struct pt_regs *regs)
{
	if (READ_ONCE(waited) == current) {
		WRITE_ONCE(waited, NULL);
		return 0;
	}
	instruction_pointer_set(regs, (unsigned long)gap_wait);
	return 1;
}

NOKPROBE_SYMBOL(gap_resume);

static struct kprobe gap_probe = {
	.symbol_name = "kvm_arm_wp_hold_resume",
	.pre_handler = gap_resume,
};

static int gap_enter(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	*(struct wp_batch **)ri->data = (void *)regs_get_kernel_argument(regs, 0);
	return 0;
}

NOKPROBE_SYMBOL(gap_enter);

/* The batch is over as soon as it looks. */
static int gap_begun(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct wp_batch *batch = *(struct wp_batch **)ri->data;

	batch->max_ticks = 0;
	return 0;
}

NOKPROBE_SYMBOL(gap_begun);

static struct kretprobe gap_batch_probe = {
	.kp.symbol_name = "wp_batch_begin",
	.entry_handler = gap_enter,
	.handler = gap_begun,
	.data_size = sizeof(struct wp_batch *),
};

static int gap_walk(struct kprobe *kp, struct pt_regs *regs)
{
	struct wp_batch *batch = (void *)regs_get_kernel_argument(regs, 0);

	if (READ_ONCE(back) != current)
		return 0;
	WRITE_ONCE(back, NULL);
	batch->next += PAGE_SIZE;
	return 0;
}

NOKPROBE_SYMBOL(gap_walk);

static struct kprobe gap_walk_probe = {
	.symbol_name = "wp_walk",
	.pre_handler = gap_walk,
};

static int __init gap_init(void)
{
	int ret = register_kprobe(&gap_probe);

	if (ret)
		return ret;
	ret = register_kretprobe(&gap_batch_probe);
	if (ret)
		goto out;
	ret = skip ? register_kprobe(&gap_walk_probe) : 0;
	if (!ret)
		return 0;
	unregister_kretprobe(&gap_batch_probe);
out:
	unregister_kprobe(&gap_probe);
	return ret;
}

static void __exit gap_exit(void)
{
	if (skip)
		unregister_kprobe(&gap_walk_probe);
	unregister_kretprobe(&gap_batch_probe);
	unregister_kprobe(&gap_probe);
}

module_init(gap_init);
module_exit(gap_exit);
MODULE_DESCRIPTION("Test only: gaps in KVM's holds of mmu_lock");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(KVM_ARM_WP);
