// SPDX-License-Identifier: GPL-2.0
/* Handles and counts the write faults of slots that log. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

#include "core/unprotect.h"
#include "fault.h"
#include "knobs.h"
#include "trace.h"
#include "vm.h"

/*
 * KVM's handler is hooked while a log is in use: each stage-2 fault of every VM
 * comes through the hook.  A log that nobody reads, such as the one that QEMU
 * keeps on for the memory of a display, does not count.
 */
#define WP_FAULT_IDLE	(60 * HZ)

/* ftrace takes milliseconds: let the ioctl that uses the log end before. */
#define WP_FAULT_DELAY	msecs_to_jiffies(20)

static void wp_fault_switch(struct work_struct *work);
static DECLARE_DELAYED_WORK(wp_fault_switcher, wp_fault_switch);

/* When a log was used last, in jiffies. */
static unsigned long wp_fault_used;

/* What was last asked of the shim; written by wp_fault_switch(). */
static bool wp_fault_hooked;

/*
 * Without takeover KVM protects the pages, and it marks none for us.  Only
 * prepare may have marked some, for one write each: not worth the hook.
 */
static bool wp_fault_is_wanted(void)
{
	return wp_knob_get(&wp_knob_fault) == WP_FAULT_CHOICE_FAST &&
	       wp_knob_is_on(&wp_knob_takeover);
}

/*
 * The only place that hooks or unhooks, so that the two never cross.  No error if
 * the module is being unloaded, and has detached from the shim; then do not run
 * again.  After any other error try again, but not more often than this: pending
 * work keeps wp_fault_log_used() from trying in each round.
 */
static void wp_fault_switch(struct work_struct *work)
{
	unsigned long idle = READ_ONCE(wp_fault_used) + WP_FAULT_IDLE;
	bool on = wp_fault_is_wanted() && time_before(jiffies, idle);
	int ret = kvm_arm_wp_handle_faults(on);

	if (ret && ret != -ENODEV)
		pr_warn_once("cannot %shook KVM's fault handler: %d\n",
			     on ? "" : "un", ret);
	WRITE_ONCE(wp_fault_hooked, on && !ret);
	if (on && ret != -ENODEV)
		queue_delayed_work(system_unbound_wq, &wp_fault_switcher,
				   WP_FAULT_IDLE);
}

/* Faults until the worker has run are KVM's. */
void wp_fault_log_used(void)
{
	WRITE_ONCE(wp_fault_used, jiffies);
	if (!READ_ONCE(wp_fault_hooked) && wp_fault_is_wanted())
		queue_delayed_work(system_unbound_wq, &wp_fault_switcher,
				   WP_FAULT_DELAY);
}

/* The worker may be running with the old values: it runs once more. */
void wp_fault_knobs_changed(void)
{
	if (wp_fault_is_wanted())
		return;
	mod_delayed_work(system_unbound_wq, &wp_fault_switcher, 0);
	flush_delayed_work(&wp_fault_switcher);
}

void wp_fault_exit(void)
{
	cancel_delayed_work_sync(&wp_fault_switcher);
}

int wp_fault(struct kvm *kvm, const struct kvm_arm_wp_stage2 *s2,
	     phys_addr_t ipa)
{
	return wp_unprotect(kvm, s2, ipa);
}

static void wp_fault_count(struct wp_slot *slot,
			   const struct kvm_arm_wp_fault *fault)
{
	u64 ns = wp_env_ticks_ns(fault->ticks);

	wp_faults_add(&slot->stats.faults, fault->why, ns);
	if (fault->dirtied)
		wp_stats_add_dirty(&slot->stats);
	trace_fault(slot, fault, ns);
}

void wp_faulted(struct kvm *kvm, const struct kvm_arm_wp_fault *fault)
{
	struct wp_slot *slot;

	rcu_read_lock();
	slot = wp_vm_find_slot(kvm, fault->slot);
	if (slot)
		wp_fault_count(slot, fault);
	rcu_read_unlock();
}
