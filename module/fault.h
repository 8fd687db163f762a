/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write faults of slots that log.  Hooks of struct kvm_arm_wp_hooks.
 */
#ifndef WP_FAULT_H
#define WP_FAULT_H

#include "kvm_arm_wp_shim.h"

/**
 * wp_fault() - hook: make a page writable, if that is ours to decide
 * @kvm:	The VM.
 * @s2:		Its table.
 * @ipa:	IPA of the page.
 *
 * Context: kvm->mmu_lock held for read, under RCU.
 * Return: 0 if the page is writable now, and the shim owes the flush on this CPU;
 * else a reason, of &enum wp_fault, to leave the fault to KVM.
 */
int wp_fault(struct kvm *kvm, const struct kvm_arm_wp_stage2 *s2,
	     phys_addr_t ipa);

/**
 * wp_faulted() - hook: count a fault
 * @kvm:	The VM.
 * @fault:	The fault.
 *
 * Context: Any; a vCPU's task.
 */
void wp_faulted(struct kvm *kvm, const struct kvm_arm_wp_fault *fault);

/**
 * wp_fault_log_used() - a log was switched on or read
 *
 * Hooks KVM's fault handler soon, unless the knobs leave all faults to KVM.
 *
 * Context: Any.
 */
void wp_fault_log_used(void);

/**
 * wp_fault_knobs_changed() - for wp_knobs_watch()
 *
 * From the return of this function on, KVM handles all faults if that was chosen.
 *
 * Context: Process context, sleeps.
 */
void wp_fault_knobs_changed(void);

/**
 * wp_fault_exit() - stop hooking and unhooking
 *
 * Context: Module exit, sleeps; no hook runs any more, and no knob is watched.
 */
void wp_fault_exit(void);

#endif /* WP_FAULT_H */
