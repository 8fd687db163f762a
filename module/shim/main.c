// SPDX-License-Identifier: GPL-2.0
/* Loads and unloads kvm_arm_wp_shim.ko, and refuses unsupported hosts. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/string_helpers.h>
#include <linux/utsname.h>
#include <linux/version.h>

#include "shim.h"

/* A string, so that a test can change the release in the module's file. */
static const char shim_newest_tested[] = "newest tested: " SHIM_NEWEST_TESTED;
MODULE_INFO(newest_tested, SHIM_NEWEST_TESTED);

#define SHIM_INFO_REQUIRED(name, ...) MODULE_INFO(requires, #name);
#define SHIM_INFO_OPTIONAL(name, ...) MODULE_INFO(uses, #name);
MODULE_INFO(requires, SHIM_LOOKUP);
SHIM_SYMBOLS(SHIM_INFO_REQUIRED, SHIM_INFO_OPTIONAL);
SHIM_EDITORS(SHIM_INFO_REQUIRED, SHIM_INFO_OPTIONAL);
SHIM_REDIRECTS(SHIM_INFO_REQUIRED, SHIM_INFO_OPTIONAL);
SHIM_CHANGES(SHIM_INFO_REQUIRED);
SHIM_FAULTS(SHIM_INFO_REQUIRED);
SHIM_WATCHES(SHIM_INFO_REQUIRED);

/*
 * These imports stop the shim from loading into a kernel with another layout of
 * struct kvm; the shim never calls the functions.  The shim reads struct kvm,
 * and the structures in it, with the offsets of the headers that it was built
 * with.  With CONFIG_MODVERSIONS the kernel ignores the release in a module's
 * vermagic and compares the versions of the imported symbols instead.  The
 * versions of these two cover struct kvm and every structure in it whose
 * definition is visible where KVM exports them.  All kernels since 6.1 export
 * both.
 */
static const void *const shim_layouts[] __used = {
	kvm_get_kvm_safe,
	kvm_put_kvm,
};

static const char *shim_hyp_mode(void)
{
	if (is_kernel_in_hyp_mode())
		return "vhe";
	return shim_kvm.kvm_get_mode() == KVM_MODE_PROTECTED ?
		"protected" : "nvhe";
}

/*
 * "7.3" means all of 7.3.x.  A kernel with a release below 6.1, the oldest that
 * was tested, has a backported KVM: the build requires KVM of 6.1.
 */
static bool shim_kernel_is_untested(void)
{
	unsigned int major, minor;

	if (sscanf(shim_newest_tested, "newest tested: %u.%u", &major, &minor) != 2)
		return true;
	return LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0) ||
	       LINUX_VERSION_CODE >= KERNEL_VERSION(major, minor + 1, 0);
}

void kvm_arm_wp_host_show(struct seq_file *m)
{
	seq_printf(m, "kernel %s\n", utsname()->release);
	seq_printf(m, "tested %s\n", str_yes_no(!shim_kernel_is_untested()));
	seq_printf(m, "page_size %lu\n", PAGE_SIZE);
	seq_printf(m, "hyp_mode %s\n", shim_hyp_mode());
	seq_printf(m, "tlb_range %s\n",
		   str_yes_no(system_supports_tlb_range() &&
			      shim_kvm.kvm_tlb_flush_vmid_range));
	shim_symbols_show(m);
	shim_hooks_show(m);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_host_show, KVM_ARM_WP);

/*
 * KVM sets the limit of IPA sizes early in its initialisation; before, it is 0.
 * Only newer kernels report a later failure.  On older kernels the shim then
 * loads, which is harmless: without KVM there is no VM.
 */
static bool shim_kvm_is_running(void)
{
	if (shim_kvm.is_kvm_arm_initialised)
		return shim_kvm.is_kvm_arm_initialised();
	return shim_kvm.get_kvm_ipa_limit();
}

/*
 * In protected mode the host edits its guests' tables, unless KVM has functions
 * that ask the hypervisor to do so.  Refuse protected mode on untested kernels.
 */
static bool shim_host_owns_tables(void)
{
	if (shim_kvm.kvm_get_mode() != KVM_MODE_PROTECTED)
		return true;
	return !shim_kvm.pkvm_pgtable_stage2_wrprotect && !shim_kernel_is_untested();
}

static int shim_check_host(void)
{
	if (!shim_kvm_is_running()) {
		pr_err("KVM is not running on this host: booted without EL2, or with kvm-arm.mode=none?\n");
		return -ENODEV;
	}
	if (!shim_host_owns_tables()) {
		pr_err("KVM runs in protected mode: the host does not own its guests' stage-2 tables\n");
		return -EOPNOTSUPP;
	}
	if (shim_kernel_is_untested())
		pr_warn("not tested on Linux %s (%s), but all required functions exist\n",
			utsname()->release, shim_newest_tested);
	return 0;
}

static int __init shim_init(void)
{
	int ret = shim_resolve();

	return ret ?: shim_check_host();
}

/* Nothing is redirected: a consumer holds a reference until it has detached. */
static void __exit shim_exit(void)
{
	shim_redirects_free();
}

module_init(shim_init);
module_exit(shim_exit);
MODULE_DESCRIPTION("Access to ARM64 KVM's memslot path and stage-2 tables");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(KVM_ARM_WP_VERSION);
