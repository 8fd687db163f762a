// SPDX-License-Identifier: GPL-2.0
/*
 * Redirects KVM's handler of stage-2 faults, while the consumer wants that, for
 * writes that a log has made fault.
 */
#include <linux/ftrace.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <clocksource/arm_arch_timer.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_mmu.h>

#include "shim.h"

/*
 * The slot that the fault is in, or NULL if its log is off.  A nested guest's
 * fault is in a shadow table, whose addresses are not those of slots.
 */
static struct kvm_memory_slot *shim_fault_slot(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	struct kvm_memory_slot *slot;

	if (vcpu->arch.hw_mmu != &vcpu->kvm->arch.mmu)
		return NULL;
	slot = __gfn_to_memslot(kvm_memslots(vcpu->kvm), gfn);
	if (!slot || slot->flags & KVM_MEM_READONLY ||
	    !kvm_slot_dirty_track_enabled(slot))
		return NULL;
	return slot;
}

/*
 * Flush on this CPU.  In the modes in which KVM's hypervisor is not this kernel,
 * let KVM's own code call it: relaxing no permission is a flush.
 */
static void shim_flush_local(struct kvm *kvm, phys_addr_t ipa)
{
	struct kvm_s2_mmu *mmu = &kvm->arch.mmu;

	if (shim_kvm.__kvm_tlb_flush_vmid_ipa_nsh && is_kernel_in_hyp_mode()) {
		shim_kvm.__kvm_tlb_flush_vmid_ipa_nsh(mmu, ipa,
						      KVM_PGTABLE_LAST_LEVEL);
		isb();
		return;
	}
	shim_relax_nothing(mmu->pgt, ipa);
}

/*
 * KVM takes mmu_lock for read for these faults, too: it excludes passes over the
 * slot, and MMU notifiers.  RCU keeps the tables that another fault replaces.
 *
 * Flush under the lock: the task then stays on this CPU, also with PREEMPT_RT.
 *
 * Returns what the consumer returns, or -1 if the table is not to be edited.
 */
static int shim_fault_edit(struct kvm *kvm, phys_addr_t ipa)
{
	const struct kvm_pgtable *pgt;
	struct kvm_arm_wp_stage2 s2;
	int why = -1;

	read_lock(&kvm->mmu_lock);
	rcu_read_lock();
	pgt = kvm->arch.mmu.pgt;
	if (pgt && shim_table_is_known(&kvm->arch.mmu)) {
		shim_describe(pgt, &s2);
		why = shim_consumer->fault(kvm, &s2, ipa);
		if (!why)
			shim_flush_local(kvm, ipa);
	}
	rcu_read_unlock();
	read_unlock(&kvm->mmu_lock);
	return why;
}

/*
 * Write permission first, then the bit, as in KVM's user_mem_abort(), and both
 * before the guest runs on.  A round takes bits, then protects, then flushes.
 * If it takes the bit before we set it, the page is dirty in the next round.
 * Either way no write is lost, and a VMM whose vCPUs have stopped finds each bit.
 *
 * Returns false if the consumer is not to be asked.
 */
static bool shim_fault_try(struct kvm_vcpu *vcpu, struct kvm_arm_wp_fault *fault)
{
	struct kvm *kvm = vcpu->kvm;
	gfn_t gfn = gpa_to_gfn(fault->ipa);
	int idx = srcu_read_lock(&kvm->srcu);
	struct kvm_memory_slot *slot = shim_fault_slot(vcpu, gfn);

	if (slot) {
		fault->slot = slot->id;
		fault->why = shim_fault_edit(kvm, fault->ipa);
		if (!fault->why) {
			fault->dirtied = shim_page_is_clean(slot, gfn);
			shim_original_mark_page_dirty_in_slot(kvm, slot, gfn);
		}
	}
	srcu_read_unlock(&kvm->srcu, idx);
	return slot && fault->why >= 0;
}

/*
 * KVM's handler may sleep until a userfaultfd's owner has answered, and unloading
 * waits for that.  Dropping the reference before would need a jump in place of
 * the call, and the duration of such a fault could not be told.
 */
int shim_guest_abort(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_wp_fault fault = {
		.ipa = kvm_vcpu_get_fault_ipa(vcpu) & PAGE_MASK,
	};
	u64 begin = arch_timer_read_counter();
	bool ours = shim_fault_try(vcpu, &fault);
	int ret = 1;

	if (!ours || fault.why)
		ret = shim_original_kvm_handle_guest_abort(vcpu);
	if (ours) {
		fault.ticks = arch_timer_read_counter() - begin;
		shim_consumer->faulted(vcpu->kvm, &fault);
	}
	shim_leave();
	return ret;
}

/*
 * A write of the guest that a permission in the stage-2 table refuses, at any
 * level: Arm ARM, "ISS encoding for an exception from a Data Abort".
 * - ESR_ELx_CM: cache maintenance sets WnR and writes nothing.
 * - ESR_ELx_S1PTW: the guest's table walker updates a flag, and
 *   kvm_handle_guest_abort() treats it in its own way.
 * - Bits 63 to 32 are of newer architectures (GCS, overlays): KVM's to judge.
 */
#define SHIM_FAULT_BITS		(GENMASK_ULL(63, 32) | ESR_ELx_EC_MASK | ESR_ELx_CM | \
				 ESR_ELx_S1PTW | ESR_ELx_WNR | ESR_ELx_FSC_TYPE)
#define SHIM_FAULT_WRITE	((u64)ESR_ELx_EC_DABT_LOW << ESR_ELx_EC_SHIFT | \
				 ESR_ELx_WNR | ESR_ELx_FSC_PERM)

/* The tracepoint kvm:kvm_guest_fault, or NULL on kernels without tracepoints. */
static const struct tracepoint *shim_fault_event;

/* Not from kallsyms, which has no data without CONFIG_KALLSYMS_ALL. */
static void shim_find_event(struct tracepoint *tp, void *unused)
{
	if (!strcmp(tp->name, "kvm_guest_fault"))
		shim_fault_event = tp;
}

/* Somebody has enabled the event, which only KVM's function fires. */
static notrace bool shim_faults_are_traced(void)
{
	return shim_fault_event && rcu_access_pointer(shim_fault_event->funcs);
}

/*
 * Each stage-2 fault of every VM comes through here, also those of emulated
 * devices, so test first what lets most of them pass.  The argument is the vCPU,
 * which this task runs.  shim_may_enter() says why the reference is taken here.
 */
void notrace shim_fault_call(struct ftrace_regs *fregs)
{
	const struct kvm_vcpu *vcpu = (void *)shim_argument(fregs, 0);

	if ((vcpu->arch.fault.esr_el2 & SHIM_FAULT_BITS) != SHIM_FAULT_WRITE ||
	    shim_faults_are_traced() || !shim_try_enter())
		return;
	shim_jump(fregs, (unsigned long)shim_guest_abort);
}

static void notrace shim_fault_ops_call(unsigned long ip,
					unsigned long parent_ip,
					struct ftrace_ops *ops,
					struct ftrace_regs *fregs)
{
	shim_fault_call(fregs);
}

/*
 * An ftrace_ops of its own: with the one of redirect.c each fault would pay for
 * finding out which function was called, and that is too much for a guest that
 * has no log.  On kernels where a second ftrace_ops costs more than that, faults
 * share the one of redirect.c, see SHIM_CALLS_ITS_OPS.
 */
static struct ftrace_ops shim_fault_ops = {
	.func = shim_fault_ops_call,
	.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
		 SHIM_FTRACE_FLAGS,
};

/* Written under shim_attach_lock; shim_faults_show() reads it without. */
static bool shim_faults_hooked;

static int shim_faults_register(unsigned long ip, bool on)
{
	const int remove = 0, reset = 1;

	if (!on)
		return unregister_ftrace_function(&shim_fault_ops);
	return ftrace_set_filter_ip(&shim_fault_ops, ip, remove, reset) ?:
	       register_ftrace_function(&shim_fault_ops);
}

int shim_faults_hook(bool on)
{
	unsigned long ip = shim_body_kvm_handle_guest_abort - MCOUNT_INSN_SIZE;
	int ret;

	lockdep_assert_held(&shim_attach_lock);
	if (on == shim_faults_hooked)
		return 0;
	if (on)
		for_each_kernel_tracepoint(shim_find_event, NULL);
	ret = SHIM_CALLS_ITS_OPS ? shim_faults_register(ip, on) :
				   shim_filter_fault(ip, on);
	if (!ret)
		WRITE_ONCE(shim_faults_hooked, on);
	return ret;
}

void shim_faults_free(void)
{
	ftrace_free_filter(&shim_fault_ops);
}

void shim_faults_show(struct seq_file *m)
{
	seq_printf(m, "hook.kvm_handle_guest_abort %s\n",
		   READ_ONCE(shim_faults_hooked) ? "attached" : "detached");
}
