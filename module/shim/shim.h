/* SPDX-License-Identifier: GPL-2.0 */
/* Declares the symbols that the files of kvm_arm_wp_shim.ko share. */
#ifndef KVM_ARM_WP_SHIM_PRIVATE_H
#define KVM_ARM_WP_SHIM_PRIVATE_H

#include <linux/mutex.h>
#include <asm/kvm_mmu.h>

#include "compat.h"
#include "functions.h"

/**
 * struct shim_symbols - addresses of the functions in SHIM_SYMBOLS
 *
 * One member per function, of the type that the kernel's header, or compat.h,
 * declares.  shim_resolve() writes them once; they are read-only afterwards.
 */
struct shim_symbols {
#define SHIM_MEMBER(name) typeof(&name) name;
	SHIM_SYMBOLS(SHIM_MEMBER, SHIM_MEMBER)
#undef SHIM_MEMBER
};

extern struct shim_symbols shim_kvm;

/*
 * shim_body_X is the address behind the call to ftrace in KVM's X(), or 0 if
 * this kernel lacks X().
 */
#define SHIM_DECLARE_BODY(name, ...) extern unsigned long shim_body_##name;
SHIM_EDITORS(SHIM_DECLARE_BODY, SHIM_DECLARE_BODY)
SHIM_REDIRECTS(SHIM_DECLARE_BODY, SHIM_DECLARE_BODY)
SHIM_CHANGES(SHIM_DECLARE_BODY)
SHIM_FAULTS(SHIM_DECLARE_BODY)
SHIM_WATCHES(SHIM_DECLARE_BODY)
#undef SHIM_DECLARE_BODY

/*
 * shim_original_X() calls KVM's own X().  A replacement of X() has the type of
 * X(); KVM calls it in the context of X() and expects the result of X().
 */
#define SHIM_ORIGINAL(name, replacement)		\
	extern typeof(name) shim_original_##name;	\
	extern typeof(name) replacement;
SHIM_EDITORS(SHIM_ORIGINAL, SHIM_ORIGINAL)
SHIM_REDIRECTS(SHIM_ORIGINAL, SHIM_ORIGINAL)
SHIM_CHANGES(SHIM_ORIGINAL)
SHIM_FAULTS(SHIM_ORIGINAL)
#undef SHIM_ORIGINAL
extern typeof(mark_page_dirty_in_slot) shim_original_mark_page_dirty_in_slot;

/**
 * shim_resolve() - fill in shim_kvm and the addresses shim_body_X
 *
 * Context: Process context, module init.
 * Return: 0; -EOPNOTSUPP if the shim cannot look up symbols or ftrace cannot
 * hook a function of the lists; -ENOENT if a required function is missing.  An
 * error is logged with the name of the function.
 */
int shim_resolve(void);

/**
 * shim_symbols_show() - print a line for each function in SHIM_SYMBOLS
 * @m:		seq_file for lines "symbol.<function> found|missing".
 *
 * Context: Process context.
 */
void shim_symbols_show(struct seq_file *m);

/* Protects what is redirected, and shim_consumer. */
extern struct mutex shim_attach_lock;

/**
 * shim_redirect_all() - make KVM call our replacements
 *
 * Context: Process context, may sleep; shim_attach_lock held.
 * Return: 0, or an error with nothing redirected; errors are logged.
 */
int shim_redirect_all(void);

/**
 * shim_restore_all() - undo shim_redirect_all() and wait for replacements
 *
 * On return no task executes a replacement.
 *
 * Context: Process context, sleeps; shim_attach_lock held.
 */
void shim_restore_all(void);

/**
 * shim_take_over() - hook or unhook the functions that edit tables
 * @on:		true to hook them.
 *
 * While they are not hooked, KVM calls its own functions without a detour.  The
 * setting also applies to later attaches.
 *
 * Context: Process context, sleeps; shim_attach_lock held.
 * Return: 0, or an error of ftrace_set_filter_ips() with nothing changed:
 * -EBUSY if a live patch has redirected one of the functions meanwhile.
 */
int shim_take_over(bool on);

/**
 * shim_redirects_free() - free the memory of the ftrace filter
 *
 * No function can be redirected afterwards.
 *
 * Context: Module exit; no function is redirected.
 */
void shim_redirects_free(void);

/*
 * With PREEMPT_RT mmu_lock and our spinlocks sleep.  A task that waits for one
 * is quiescent for RCU-tasks, so replacements that edit tables need a
 * reference, as the others do.
 */
#define SHIM_EDITS_SLEEP IS_ENABLED(CONFIG_PREEMPT_RT)

/**
 * shim_faults_hook() - hook or unhook KVM's handler of stage-2 faults
 * @on:		true to hook it.
 *
 * Context: Process context, sleeps; shim_attach_lock held.
 * Return: As shim_take_over().
 */
int shim_faults_hook(bool on);

/**
 * shim_fault_call() - ftrace's callback for KVM's handler of stage-2 faults
 * @fregs:	The function's registers.
 *
 * Context: Any; preemption is disabled.
 */
void shim_fault_call(struct ftrace_regs *fregs);

/**
 * shim_filter_fault() - hook or unhook a function by the ftrace_ops of all others
 * @ip:		The function's call to ftrace.
 * @on:		true to hook it.
 *
 * Context: Process context, sleeps; shim_attach_lock held, functions redirected.
 * Return: As shim_take_over().
 */
int shim_filter_fault(unsigned long ip, bool on);

/**
 * shim_faults_free() - free the filter of shim_faults_hook()
 *
 * Context: As shim_redirects_free().
 */
void shim_faults_free(void);

/**
 * shim_faults_show() - print whether KVM's handler of stage-2 faults is hooked
 * @m:		Receives a line as those of shim_hooks_show().
 *
 * Context: Any.
 */
void shim_faults_show(struct seq_file *m);

/**
 * shim_try_enter() - take the reference of a replacement that may sleep
 *
 * Context: The ftrace callback, before it jumps to the replacement.
 * Return: true, and the replacement calls shim_leave() at its end; false if the
 * call must go to KVM's own function.
 */
bool shim_try_enter(void);

/**
 * shim_leave() - drop the reference of a replacement
 *
 * Every replacement calls this exactly once, right before it returns.  The
 * replacements of functions that edit tables call shim_leave_edit() instead.
 *
 * Context: Any.
 */
void shim_leave(void);

/**
 * shim_try_stay() - get a reference for a replacement that edits tables
 *
 * shim_leave() drops it.
 *
 * Context: mmu_lock held for write, which keeps shim_restore_all() from freeing
 * the count meanwhile.
 * Return: true; or false if shim_restore_all() waits for nobody but those who
 * hold the lock.
 */
bool shim_try_stay(void);

/**
 * shim_leave_edit() - drop the reference of a replacement that edits tables
 *
 * Context: mmu_lock held for write.
 */
static inline void shim_leave_edit(void)
{
	if (SHIM_EDITS_SLEEP)
		shim_leave();
}

/**
 * shim_hooks_show() - print a line for each hooked function
 * @m:		seq_file for lines "hook.<function> STATE", with the state
 *		attached, detached, missing or unneeded.
 *
 * Context: Process context.
 */
void shim_hooks_show(struct seq_file *m);

/*
 * The fields of VTCR_EL2 that KVM uses up to 7.3: sizes, the cacheability of
 * walks, the start level, the size of VMIDs, the access flag (HA) and 52-bit
 * addresses (DS).  With other fields hardware sets write permissions by itself
 * (HD), takes permissions from elsewhere (S2PIE), or uses larger entries
 * (D128).
 */
#define SHIM_VTCR_KNOWN	(GENMASK_ULL(19, 0) | BIT_ULL(21) |	\
			 GENMASK_ULL(33, 31))

/**
 * shim_table_is_known() - tell whether we know the format of a table's entries
 * @mmu:	The MMU that uses the table.
 *
 * Context: mmu_lock held.
 * Return: false if KVM sets an unknown field of VTCR_EL2; do not edit the
 * table.
 */
static inline bool shim_table_is_known(struct kvm_s2_mmu *mmu)
{
	lockdep_assert_held(&kvm_s2_mmu_to_kvm(mmu)->mmu_lock);
	return !(shim_vtcr(mmu) & ~SHIM_VTCR_KNOWN);
}

/**
 * shim_describe() - describe KVM's table to a consumer
 * @pgt:	The table.
 * @s2:		Filled in.
 *
 * The cast drops the __rcu of pgd: the holder of the write lock excludes every
 * walker that would need RCU, and the holder of the read lock is under RCU.
 *
 * Context: mmu_lock held.
 */
static inline void shim_describe(const struct kvm_pgtable *pgt,
				 struct kvm_arm_wp_stage2 *s2)
{
	lockdep_assert_held(&kvm_s2_mmu_to_kvm(pgt->mmu)->mmu_lock);
	s2->root = (kvm_pte_t __force *)pgt->pgd;
	s2->ia_bits = pgt->ia_bits;
	s2->start_level = pgt->start_level;
}

/**
 * shim_slot_support() - inline version of kvm_arm_wp_slot_support()
 * @kvm:	The VM.
 * @slot:	The slot.
 *
 * Context: kvm->slots_lock held.
 * Return: see &enum kvm_arm_wp_support.
 */
static inline enum kvm_arm_wp_support
shim_slot_support(struct kvm *kvm, const struct kvm_memory_slot *slot)
{
	lockdep_assert_held(&kvm->slots_lock);
	if (kvm_vm_is_protected(kvm))
		return KVM_ARM_WP_PROTECTED_VM;
	if (shim_slot_is_guest_memfd(slot))
		return KVM_ARM_WP_GUEST_MEMFD;
	return KVM_ARM_WP_SUPPORTED;
}

/* The callbacks of the attached consumer; never NULL in a replacement. */
extern const struct kvm_arm_wp_hooks *shim_consumer;

/**
 * shim_page_is_clean() - tell whether a page's bit in the log is clear
 * @slot:	The slot, which logs.
 * @gfn:	A page of the slot.
 *
 * Called before KVM sets the bit.  Two vCPUs that dirty a page at the same time
 * may both find it clean.
 *
 * Context: Any; KVM holds kvm->srcu or kvm->slots_lock.
 * Return: true if it is, and always for a slot without a bitmap: each page that
 * enters a ring counts.
 */
static inline bool shim_page_is_clean(const struct kvm_memory_slot *slot,
				      gfn_t gfn)
{
	return !slot->dirty_bitmap ||
	       !test_bit_le(gfn - slot->base_gfn, slot->dirty_bitmap);
}

/**
 * shim_watch_dirty() - report that KVM is about to mark a page dirty
 * @kvm:	The VM.
 * @slot:	The slot, which logs.
 * @gfn:	The page.
 *
 * Runs before mark_page_dirty_in_slot(), in its context.
 *
 * Context: Any; KVM holds kvm->srcu or kvm->slots_lock.
 */
void shim_watch_dirty(struct kvm *kvm, const struct kvm_memory_slot *slot,
		      gfn_t gfn);

#endif /* KVM_ARM_WP_SHIM_PRIVATE_H */
