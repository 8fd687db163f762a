// SPDX-License-Identifier: GPL-2.0
/* kvm_arm_wp_shim.ko: decides whether this host will do. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/string_helpers.h>
#include <linux/utsname.h>
#include <linux/version.h>

#include "shim.h"

/* A string, so that a test can change it in the module's file. */
static const char shim_newest_tested[] = "newest tested: " SHIM_NEWEST_TESTED;
MODULE_INFO(newest_tested, SHIM_NEWEST_TESTED);

#define SHIM_INFO_REQUIRED(name, ...) MODULE_INFO(requires, #name);
#define SHIM_INFO_OPTIONAL(name, ...) MODULE_INFO(uses, #name);
MODULE_INFO(requires, SHIM_LOOKUP);
SHIM_SYMBOLS(SHIM_INFO_REQUIRED, SHIM_INFO_OPTIONAL);
SHIM_EDITORS(SHIM_INFO_REQUIRED, SHIM_INFO_OPTIONAL);
SHIM_REDIRECTS(SHIM_INFO_REQUIRED, SHIM_INFO_OPTIONAL);
SHIM_WATCHES(SHIM_INFO_REQUIRED);

/*
 * The shim reads struct kvm and what is in it with the offsets of the headers that
 * it was built with.  Nobody calls these two here.  Where modules have versions of
 * symbols (CONFIG_MODVERSIONS), the kernel ignores its own release in a module's
 * vermagic and compares the versions of what the module imports: these two cover
 * struct kvm and all structures that are defined where KVM exports them, and all
 * kernels from 6.1 on export them.
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
 * "7.3" is all of 7.3.x.  What calls itself older than the oldest that was tested
 * has got KVM of a later one.
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
 * The limit of IPA sizes is found out early in KVM's initialisation, and 0
 * before.  What may fail afterwards only newer kernels tell of; without KVM
 * there will be no VM to do anything to.
 */
static bool shim_kvm_is_running(void)
{
	if (shim_kvm.is_kvm_arm_initialised)
		return shim_kvm.is_kvm_arm_initialised();
	return shim_kvm.get_kvm_ipa_limit();
}

/*
 * In protected mode the host edits the tables of its guests unless KVM has
 * functions that ask the hypervisor to.  How a kernel that nobody has looked at
 * goes about it is not guessed.
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
		pr_warn("nobody has tried this on Linux %s (%s), but all that is needed is there\n",
			utsname()->release, shim_newest_tested);
	return 0;
}

static int __init shim_init(void)
{
	int ret = shim_resolve();

	return ret ?: shim_check_host();
}

/* Nothing is redirected any more: a consumer holds a reference on us till then. */
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
