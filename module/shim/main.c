// SPDX-License-Identifier: GPL-2.0
/* kvm_arm_wp_shim.ko: decides whether this host will do. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/string_helpers.h>
#include <linux/utsname.h>

#include "shim.h"

static const char *shim_hyp_mode(void)
{
	if (is_kernel_in_hyp_mode())
		return "vhe";
	return shim_kvm.kvm_get_mode() == KVM_MODE_PROTECTED ?
		"protected" : "nvhe";
}

void kvm_arm_wp_host_show(struct seq_file *m)
{
	seq_printf(m, "kernel %s\n", utsname()->release);
	seq_printf(m, "page_size %lu\n", PAGE_SIZE);
	seq_printf(m, "hyp_mode %s\n", shim_hyp_mode());
	seq_printf(m, "tlb_range %s\n",
		   str_yes_no(system_supports_tlb_range() &&
			      shim_kvm.kvm_tlb_flush_vmid_range));
	shim_redirects_show(m);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_host_show, KVM_ARM_WP);

static int shim_check_host(void)
{
	if (!shim_kvm.is_kvm_arm_initialised()) {
		pr_err("KVM is not running on this host: booted without EL2, or with kvm-arm.mode=none?\n");
		return -ENODEV;
	}
	if (shim_kvm.kvm_get_mode() == KVM_MODE_PROTECTED) {
		pr_err("KVM runs in protected mode: the host does not own its guests' stage-2 tables\n");
		return -EOPNOTSUPP;
	}
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
