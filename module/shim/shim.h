/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the files of kvm_arm_wp_shim.ko only. */
#ifndef KVM_ARM_WP_SHIM_PRIVATE_H
#define KVM_ARM_WP_SHIM_PRIVATE_H

#include "compat.h"

/* What finds all others.  Found itself by a kprobe. */
#define SHIM_LOOKUP "kallsyms_lookup_name"

/*
 * Functions that the shim calls, or wants to know of, none of which a module can
 * count on being exported.  R: the shim does not load without it.  O: NULL where
 * it is missing; since when there is one: compat.h.
 */
#define SHIM_SYMBOLS(R, O)			\
	R(ftrace_location)			\
	R(get_kvm_ipa_limit)			\
	O(is_kvm_arm_initialised)		\
	R(kvm_get_mode)				\
	O(kvm_tlb_flush_vmid_range)		\
	O(pkvm_pgtable_stage2_wrprotect)

/*
 * Functions of KVM that the shim hooks; R and O as above.
 *
 * SHIM_EDITORS: they edit tables, under mmu_lock, and are redirected while the
 * consumer takes over.  original.S has a line for each, too.
 */
#define SHIM_EDITORS(R, O)						\
	R(kvm_pgtable_stage2_wrprotect, shim_wrprotect)			\
	O(kvm_pgtable_stage2_split, shim_split)

/* Redirected as long as there is a consumer; in original.S, too. */
#define SHIM_REDIRECTS(R, O)						\
	O(kvm_arch_flush_remote_tlbs_range, shim_flush_range)		\
	O(kvm_arch_flush_remote_tlbs, shim_flush_all)			\
	O(kvm_arch_flush_remote_tlbs_memslot, shim_flush_slot)		\
	R(kvm_flush_remote_tlbs, shim_flush_vm)				\
	R(kvm_arch_sync_dirty_log, shim_sync_dirty_log)			\
	/* 6.2, "KVM: arm64: Enable ring-based dirty memory tracking" */ \
	O(kvm_dirty_ring_reset, shim_ring_reset)			\
	R(kvm_arch_prepare_memory_region, shim_prepare)			\
	R(kvm_arch_commit_memory_region, shim_commit)			\
	R(kvm_arch_destroy_vm, shim_destroy)

/* KVM's own goes on after we have looked at the arguments: no replacement. */
#define SHIM_WATCHES(R)							\
	R(mark_page_dirty_in_slot)

/**
 * struct shim_symbols - addresses of functions
 *
 * One member for each name in SHIM_SYMBOLS, of the type that the kernel's own
 * header declares.  Written once by shim_resolve(), read-only afterwards.
 */
struct shim_symbols {
#define SHIM_MEMBER(name) typeof(&name) name;
	SHIM_SYMBOLS(SHIM_MEMBER, SHIM_MEMBER)
#undef SHIM_MEMBER
};

extern struct shim_symbols shim_kvm;

/* shim_body_X is where KVM's X() goes on past its call to ftrace; 0: no such X(). */
#define SHIM_DECLARE_BODY(name, ...) extern unsigned long shim_body_##name;
SHIM_EDITORS(SHIM_DECLARE_BODY, SHIM_DECLARE_BODY)
SHIM_REDIRECTS(SHIM_DECLARE_BODY, SHIM_DECLARE_BODY)
SHIM_WATCHES(SHIM_DECLARE_BODY)
#undef SHIM_DECLARE_BODY

/*
 * shim_original_X() calls KVM's own X() there.  A replacement has the type of the
 * original.
 */
#define SHIM_ORIGINAL(name, replacement)		\
	extern typeof(name) shim_original_##name;	\
	extern typeof(name) replacement;
SHIM_EDITORS(SHIM_ORIGINAL, SHIM_ORIGINAL)
SHIM_REDIRECTS(SHIM_ORIGINAL, SHIM_ORIGINAL)
#undef SHIM_ORIGINAL

/**
 * shim_resolve() - fill in shim_kvm and the addresses of the originals
 *
 * Context: Process context, module init.
 * Return: 0; -EOPNOTSUPP if symbols cannot be looked up at all or ftrace does
 * not reach a function to be redirected; -ENOENT if a required function is
 * missing.  Errors are logged with the name.
 */
int shim_resolve(void);

/**
 * shim_symbols_show() - print a line per function in SHIM_SYMBOLS
 * @m:		seq_file for lines "symbol.<function> found|missing".
 *
 * Context: Process context.
 */
void shim_symbols_show(struct seq_file *m);

/**
 * shim_redirect_all() - make KVM call our replacements
 *
 * Context: Process context, may sleep.
 * Return: 0, or an error with nothing redirected; errors are logged.
 */
int shim_redirect_all(void);

/**
 * shim_restore_all() - undo shim_redirect_all() and wait for its last user
 *
 * On return no CPU executes code of a replacement.
 *
 * Context: Process context, sleeps.
 */
void shim_restore_all(void);

/**
 * shim_take_over() - hook the functions that edit tables, or leave them alone
 * @on:		Hook them.
 *
 * While the consumer does not take over, KVM's own functions are called without a
 * detour.  Holds for attaches to come, too.
 *
 * Context: Process context, sleeps; shim_attach_lock held.
 * Return: 0, or an error of ftrace_set_filter_ip() with nothing changed: -EBUSY
 * if a live patch has taken one of the functions meanwhile.
 */
int shim_take_over(bool on);

/**
 * shim_redirects_free() - free what shim_redirect_all() has left behind
 *
 * Nothing can be redirected after this.
 *
 * Context: Module exit; nothing is redirected.
 */
void shim_redirects_free(void);

/*
 * With PREEMPT_RT mmu_lock and our spinlocks sleep.  RCU-tasks takes a task that
 * waits for one as quiescent, so that replacements that edit tables need a
 * reference there like the others.
 */
#define SHIM_EDITS_SLEEP IS_ENABLED(CONFIG_PREEMPT_RT)

/**
 * shim_leave() - a replacement is about to return
 *
 * Every replacement calls this exactly once, last; those of functions that edit
 * tables call shim_leave_edit().
 *
 * Context: Any.
 */
void shim_leave(void);

/**
 * shim_leave_edit() - the same for functions that edit tables
 *
 * Context: mmu_lock held for write.
 */
static inline void shim_leave_edit(void)
{
	if (SHIM_EDITS_SLEEP)
		shim_leave();
}

/**
 * shim_hooks_show() - print a line per hooked function
 * @m:		seq_file for lines "hook.<function> attached|detached|missing|unneeded".
 *
 * Context: Process context.
 */
void shim_hooks_show(struct seq_file *m);

/*
 * Sizes, the cacheability of walks, the start level, VMIDs, the access flag (HA)
 * and 52-bit addresses (DS) are all that KVM uses, up to 7.3.  With others of
 * VTCR_EL2's fields hardware sets write permissions by itself (HD), or finds
 * them elsewhere (S2PIE), or entries are larger (D128).
 */
#define SHIM_VTCR_KNOWN	(GENMASK_ULL(19, 0) | BIT_ULL(21) |	\
			 GENMASK_ULL(33, 31))

/**
 * shim_table_is_known() - do entries mean what we take them to mean?
 * @mmu:	Whose table it is.
 *
 * Context: mmu_lock held for write.
 * Return: false for the tables of a KVM that has learned something new; they
 * are not ours to edit.
 */
static inline bool shim_table_is_known(const struct kvm_s2_mmu *mmu)
{
	return !(shim_vtcr(mmu) & ~SHIM_VTCR_KNOWN);
}

/**
 * shim_describe() - a table of KVM's, as consumers know it
 * @pgt:	The table.
 * @s2:		Filled in.
 *
 * The cast drops the __rcu of pgd: holders of the write lock exclude every
 * walker that would need RCU.
 *
 * Context: mmu_lock held for write.
 */
static inline void shim_describe(const struct kvm_pgtable *pgt,
				 struct kvm_arm_wp_stage2 *s2)
{
	s2->root = (kvm_pte_t __force *)pgt->pgd;
	s2->ia_bits = pgt->ia_bits;
	s2->start_level = pgt->start_level;
}

/**
 * shim_slot_support() - see kvm_arm_wp_slot_support()
 * @kvm:	The VM.
 * @slot:	The slot.
 *
 * Context: kvm->slots_lock held.
 * Return: the reason not to touch the slot, if there is one.
 */
static inline enum kvm_arm_wp_support
shim_slot_support(struct kvm *kvm, const struct kvm_memory_slot *slot)
{
	if (kvm_vm_is_protected(kvm))
		return KVM_ARM_WP_PROTECTED_VM;
	if (shim_slot_is_guest_memfd(slot))
		return KVM_ARM_WP_GUEST_MEMFD;
	return KVM_ARM_WP_SUPPORTED;
}

/* The callbacks; never NULL in a replacement. */
extern const struct kvm_arm_wp_hooks *shim_consumer;

/**
 * shim_prepare() - stands in for kvm_arch_prepare_memory_region()
 * @kvm:	The VM.
 * @old:	The slot as it was, or NULL.
 * @new:	The slot as it will be, or NULL.
 * @change:	What happens to it.
 *
 * Context: As the function that it replaces: slots_lock held, may sleep.
 * Return: The original's error, else the consumer's.
 */
int shim_prepare(struct kvm *kvm, const struct kvm_memory_slot *old,
		 struct kvm_memory_slot *new, enum kvm_mr_change change);

/**
 * shim_commit() - stands in for kvm_arch_commit_memory_region()
 * @kvm:	The VM.
 * @old:	The slot as it was, or NULL.
 * @new:	The slot as it is, or NULL.
 * @change:	What happened to it.
 *
 * Context: As the function that it replaces: slots_lock held, may sleep.
 */
void shim_commit(struct kvm *kvm, struct kvm_memory_slot *old,
		 const struct kvm_memory_slot *new, enum kvm_mr_change change);

/**
 * shim_sync_dirty_log() - stands in for kvm_arch_sync_dirty_log()
 * @kvm:	The VM.
 * @slot:	The slot whose log is to be read or cleared.
 *
 * Context: As the function that it replaces: slots_lock held, may sleep.
 */
void shim_sync_dirty_log(struct kvm *kvm, struct kvm_memory_slot *slot);

/**
 * shim_wrprotect() - stands in for kvm_pgtable_stage2_wrprotect()
 * @pgt:	The table.
 * @addr:	First IPA; the offset in its page is ignored.
 * @size:	Bytes, rounded up to the next page boundary.
 *
 * Context: As the function that it replaces: mmu_lock held for write; the
 * caller owes the flush.
 * Return: 0, or the original's error for a range that is not in the table.
 */
int shim_wrprotect(struct kvm_pgtable *pgt, u64 addr, u64 size);

/**
 * shim_split() - stands in for kvm_pgtable_stage2_split()
 * @pgt:	The table.
 * @addr:	First IPA; the offset in its page is ignored.
 * @size:	Bytes, rounded up to the next page boundary.
 * @cache:	Pages for tables.
 *
 * Context: As the function that it replaces: mmu_lock held for write; no flush
 * is owed.
 * Return: 0, -ENOMEM if the cache ran out, or the original's error for a range
 * that is not in the table.
 */
int shim_split(struct kvm_pgtable *pgt, u64 addr, u64 size,
	       struct kvm_mmu_memory_cache *cache);

/**
 * shim_flush_range() - stands in for kvm_arch_flush_remote_tlbs_range()
 * @kvm:	The VM.
 * @gfn:	First page.
 * @nr_pages:	How many.
 *
 * KVM comes here after it has protected a slot, or what a round found dirty in
 * it, and for nothing else.
 *
 * Context: As the function that it replaces: slots_lock held.
 * Return: The original's result.
 */
int shim_flush_range(struct kvm *kvm, gfn_t gfn, u64 nr_pages);

/**
 * shim_flush_slot() - stands in for kvm_arch_flush_remote_tlbs_memslot()
 * @kvm:	The VM.
 * @slot:	What KVM has protected a part of.
 *
 * The same as shim_flush_range(), on kernels that call it by this name.  There
 * shim_flush_vm() is passed on the way.
 *
 * Context: As the function that it replaces: slots_lock held.
 */
void shim_flush_slot(struct kvm *kvm, const struct kvm_memory_slot *slot);

/**
 * shim_flush_all() - stands in for kvm_arch_flush_remote_tlbs()
 * @kvm:	The VM.
 *
 * Context: As the function that it replaces: any.
 * Return: The original's result.
 */
int shim_flush_all(struct kvm *kvm);

/**
 * shim_flush_vm() - stands in for kvm_flush_remote_tlbs()
 * @kvm:	The VM.
 *
 * Not redirected where there is kvm_arch_flush_remote_tlbs(), which it calls.
 *
 * Context: As the function that it replaces: any.
 */
void shim_flush_vm(struct kvm *kvm);

/**
 * shim_watch_dirty() - KVM is about to mark a page dirty
 * @kvm:	The VM.
 * @slot:	The slot, or NULL.
 * @gfn:	The page.
 *
 * Context: As mark_page_dirty_in_slot(): any; KVM holds kvm->srcu, or slots_lock.
 */
void shim_watch_dirty(struct kvm *kvm, const struct kvm_memory_slot *slot,
		      gfn_t gfn);

/**
 * shim_destroy() - stands in for kvm_arch_destroy_vm()
 * @kvm:	The VM.
 *
 * Context: As the function that it replaces: may sleep.
 */
void shim_destroy(struct kvm *kvm);

#endif /* KVM_ARM_WP_SHIM_PRIVATE_H */
