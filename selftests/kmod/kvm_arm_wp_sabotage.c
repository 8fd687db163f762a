// SPDX-License-Identifier: GPL-2.0
/*
 * Test only: defeats the write protection that the dirty log depends on, so
 * that the migration test can be shown to fail. NEVER load this on a host with
 * a guest that matters.
 *
 * defeat=regrant	restores write permission of all pages of a slot right
 *			after KVM has switched its log on
 * defeat=noflush	skips KVM's TLB flush after write protection
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "kvm_arm_wp_shim.h"

static char *defeat = "";
module_param(defeat, charp, 0400);
MODULE_PARM_DESC(defeat, "regrant or noflush");

/* struct regrant - a commit whose write protection is to be undone */
struct regrant {
	struct kvm *kvm;
	phys_addr_t start;
	phys_addr_t end;
};

static void regrant_table(kvm_pte_t *table, int nr, int level, phys_addr_t base,
			  phys_addr_t start, phys_addr_t end)
{
	phys_addr_t size = kvm_granule_size(level);
	int i;

	for (i = 0; i < nr; i++, base += size) {
		kvm_pte_t desc = READ_ONCE(table[i]);

		if (!kvm_pte_valid(desc) || base >= end || base + size <= start)
			continue;
		if (level < KVM_PGTABLE_LAST_LEVEL && (desc & 2))
			regrant_table(__va(kvm_pte_to_phys(desc)), PTRS_PER_PTE,
				      level + 1, base, start, end);
		else
			WRITE_ONCE(table[i],
				   desc | KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W);
	}
}

static struct regrant regrant;	/* for regrant_work; free if kvm is NULL */

static void regrant_run(struct work_struct *work)
{
	struct kvm *kvm = regrant.kvm;
	struct kvm_arm_wp_stage2 s2;

	if (kvm_arm_wp_stage2_lock(kvm, &s2)) {
		regrant_table(s2.root,
			      BIT_ULL(s2.ia_bits) /
			      kvm_granule_size(s2.start_level),
			      s2.start_level, 0, regrant.start, regrant.end);
		kvm_arm_wp_stage2_unlock(kvm);
	}
	/*
	 * Release after the last use of the range, for the cmpxchg() of the
	 * next commit.
	 */
	smp_store_release(&regrant.kvm, NULL);
	kvm_put_kvm(kvm);
}

static DECLARE_WORK(regrant_work, regrant_run);

static int regrant_enter(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct regrant *commit = (struct regrant *)ri->data;
	const struct kvm_memory_slot *slot =
		(void *)regs_get_kernel_argument(regs, 2);

	if (!slot || !(slot->flags & KVM_MEM_LOG_DIRTY_PAGES))
		return 1;
	commit->kvm = (struct kvm *)regs_get_kernel_argument(regs, 0);
	commit->start = gfn_to_gpa(slot->base_gfn);
	commit->end = commit->start + (slot->npages << PAGE_SHIFT);
	return 0;
}

NOKPROBE_SYMBOL(regrant_enter);

/*
 * Use a work item: a probe must not sleep, and mmu_lock sleeps on PREEMPT_RT.
 * One at a time is enough, because the migration under test switches on one
 * log.
 */
static int regrant_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct regrant *commit = (struct regrant *)ri->data;

	if (cmpxchg(&regrant.kvm, NULL, commit->kvm))
		return 0;
	regrant.start = commit->start;
	regrant.end = commit->end;
	kvm_get_kvm(commit->kvm);
	schedule_work(&regrant_work);
	return 0;
}

static struct kretprobe regrant_probe = {
	.kp.symbol_name = "kvm_arch_commit_memory_region",
	.entry_handler = regrant_enter,
	.handler = regrant_return,
	.data_size = sizeof(struct regrant),
};

/* Skip the probed function: return success before its first instruction. */
static int noflush_enter(struct kprobe *kp, struct pt_regs *regs)
{
	regs_set_return_value(regs, 0);
	instruction_pointer_set(regs, procedure_link_pointer(regs));
	return 1;
}

NOKPROBE_SYMBOL(noflush_enter);

/*
 * KVM calls one of these after it has write-protected the dirty pages of a
 * round. It calls the first also for a slot at commit, and neither for anything
 * else. The second is the name before 6.6, with the first's caller inlined into
 * it.
 */
static const char * const noflush_functions[] = {
	"kvm_arch_flush_remote_tlbs_range",
	"kvm_arch_flush_remote_tlbs_memslot",
};

static struct kprobe noflush_probe = {
	.pre_handler = noflush_enter,
};

static int noflush_register(void)
{
	int i, ret = -ENOENT;

	for (i = 0; ret == -ENOENT && i < ARRAY_SIZE(noflush_functions); i++) {
		noflush_probe.symbol_name = noflush_functions[i];
		ret = register_kprobe(&noflush_probe);
	}
	return ret;
}

static int __init sabotage_init(void)
{
	if (!strcmp(defeat, "regrant"))
		return register_kretprobe(&regrant_probe);
	if (!strcmp(defeat, "noflush"))
		return noflush_register();
	pr_err("defeat= must be regrant or noflush\n");
	return -EINVAL;
}

static void __exit sabotage_exit(void)
{
	if (!strcmp(defeat, "regrant"))
		unregister_kretprobe(&regrant_probe);
	else
		unregister_kprobe(&noflush_probe);
	flush_work(&regrant_work);
}

module_init(sabotage_init);
module_exit(sabotage_exit);
MODULE_DESCRIPTION("Test only: makes the dirty log lose pages");
MODULE_AUTHOR("The kvm_arm_wp authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(KVM_ARM_WP);
