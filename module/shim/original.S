/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a replacement calls the function that it replaces.
 *
 * It enters the original just behind the call to ftrace, which makes it
 * impossible to be redirected again.  Asking in the ftrace callback
 * who the caller is would not do: a kretprobe on the original puts its own
 * return address there first, and the replacement would call itself until the
 * stack is full.
 *
 * RET and not BR: the kernel may be built with branch target identification,
 * which lets BR land on a BTI instruction only.  Arguments, stack and link
 * register are the caller's; x16 is free for use between a caller and a callee
 * (AAPCS64, 6.1.1).
 */
#include <linux/linkage.h>
#include <asm/assembler.h>

	.macro	shim_original name
SYM_FUNC_START(shim_original_\name)
	ldr_l	x16, shim_body_\name
	ret	x16
SYM_FUNC_END(shim_original_\name)
	.endm

	shim_original kvm_arch_prepare_memory_region
	shim_original kvm_arch_commit_memory_region
	shim_original kvm_dirty_ring_reset
	shim_original kvm_arch_sync_dirty_log
	shim_original kvm_pgtable_stage2_split
	shim_original kvm_pgtable_stage2_wrprotect
	shim_original kvm_arch_flush_remote_tlbs
	shim_original kvm_arch_flush_remote_tlbs_range
	shim_original kvm_arch_flush_remote_tlbs_memslot
	shim_original kvm_flush_remote_tlbs
	shim_original kvm_arch_destroy_vm
