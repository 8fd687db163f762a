// SPDX-License-Identifier: GPL-2.0
/* kvm_arm_wp.ko: comes and goes. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "debugfs.h"
#include "knobs.h"
#include "slot.h"
#include "vm.h"

static const struct kvm_arm_wp_hooks wp_hooks = {
	.prepare = wp_slot_prepare,
	.commit = wp_slot_commit,
	.committed = wp_serve_committed,
	.round = wp_serve_round,
	.rounded = wp_serve_rounded,
	.protect = wp_serve_protect,
	.split = wp_serve_split,
	.flushed = wp_serve_flushed,
	.dirty = wp_serve_dirty,
	.destroy = wp_vm_forget,
};

/*
 * The files first: a hook may want to add to them at once.  The shim may have been
 * told of takeover by a load of this module before, or by one that failed.
 */
static int __init wp_init(void)
{
	bool takes_over = wp_knob_get(&wp_knob_takeover) == WP_TAKEOVER;
	int ret;

	wp_debugfs_init();
	ret = kvm_arm_wp_take_over(takes_over) ?: kvm_arm_wp_attach(&wp_hooks);
	if (ret)
		goto err_attach;
	return 0;

err_attach:
	pr_err("cannot hook KVM's memslot functions: %d\n", ret);
	wp_vm_forget_all();
	wp_debugfs_exit();
	return ret;
}

/*
 * 1. After detach no hook runs or will run: nobody adds or uses a record.
 * 2. The records go, each with its directory.  No file in one is open, since an
 *    open file keeps the module.
 * 3. The remaining files go.
 */
static void __exit wp_exit(void)
{
	kvm_arm_wp_detach();
	wp_vm_forget_all();
	wp_debugfs_exit();
}

module_init(wp_init);
module_exit(wp_exit);
MODULE_DESCRIPTION("Early stage-2 splitting and write protection for ARM64 KVM dirty logging");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(KVM_ARM_WP_VERSION);
MODULE_IMPORT_NS(KVM_ARM_WP);
