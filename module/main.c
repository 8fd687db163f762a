// SPDX-License-Identifier: GPL-2.0
/* kvm_arm_wp.ko: init and exit, and the hooks that the shim calls. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "debugfs.h"
#include "fault.h"
#include "knobs.h"
#include "record.h"
#include "recover.h"
#include "request.h"
#include "serve.h"
#include "slot.h"
#include "vm.h"

static void wp_destroy_vm(struct kvm *kvm)
{
	struct wp_vm *vm = wp_vm_find(kvm);

	if (!vm)
		return;
	wp_recover_end_vm(vm);
	wp_serve_end(vm);
	wp_record_end_vm(vm);
}

static const struct kvm_arm_wp_hooks wp_hooks = {
	.prepare = wp_slot_prepare,
	.commit = wp_slot_commit,
	.committed = wp_serve_committed,
	.round = wp_serve_round,
	.rounded = wp_serve_rounded,
	.protect = wp_request_protect,
	.split = wp_request_split,
	.flushed = wp_serve_flushed,
	.dirty = wp_serve_dirty,
	.fault = wp_fault,
	.faulted = wp_faulted,
	.destroy = wp_destroy_vm,
};

/*
 * Make the files first: a hook may add a directory at once.  Tell the shim
 * about takeover, because an earlier load of this module may have changed it
 * there.
 */
static int __init wp_init(void)
{
	int ret;

	wp_debugfs_init();
	wp_knobs_watch(wp_fault_knobs_changed);
	ret = kvm_arm_wp_take_over(wp_knob_is_on(&wp_knob_takeover)) ?:
	      kvm_arm_wp_attach(&wp_hooks);
	if (ret)
		goto err_attach;
	return 0;

err_attach:
	pr_err("cannot hook KVM's memslot functions: %d\n", ret);
	wp_knobs_watch(NULL);
	wp_debugfs_exit();
	return ret;
}

/*
 * 1. Detach.  No hook runs or will run, so nobody makes or uses a record.
 * 2. Stop the worker, which no hook and no knob starts any more.
 * 3. End the passes that KVM is still making.
 * 4. End the records, each with its directory.  No file in a directory is open,
 *    because an open file holds a reference on the module.
 * 5. Remove the remaining files.
 */
static void __exit wp_exit(void)
{
	wp_recover_stop();
	kvm_arm_wp_detach();
	wp_recover_exit();
	wp_knobs_watch(NULL);
	wp_fault_exit();
	wp_serve_end_all();
	wp_record_end_all();
	wp_debugfs_exit();
}

module_init(wp_init);
module_exit(wp_exit);
MODULE_DESCRIPTION("Early stage-2 splitting and write protection for ARM64 KVM dirty logging");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(KVM_ARM_WP_VERSION);
MODULE_IMPORT_NS(KVM_ARM_WP);
