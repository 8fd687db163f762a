/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the files of kvm_arm_wp_shim.ko only. */
#ifndef KVM_ARM_WP_SHIM_PRIVATE_H
#define KVM_ARM_WP_SHIM_PRIVATE_H

#include <linux/ftrace.h>

#include "kvm_arm_wp_shim.h"

/*
 * Functions that the shim calls, none of which a module can count on being
 * exported.  R: the shim does not load without it.  O: a feature of newer
 * kernels; NULL where it is missing.
 */
#define SHIM_SYMBOLS(R, O)			\
	R(ftrace_location)			\
	R(is_kvm_arm_initialised)		\
	R(kvm_get_mode)				\
	R(kvm_flush_remote_tlbs)		\
	/* 6.6, "KVM: arm64: Define kvm_tlb_flush_vmid_range()" */ \
	O(kvm_tlb_flush_vmid_range)

/*
 * Functions of KVM that the shim redirects, in the order of attaching.
 * destroy comes first and leaves last, so that while prepare can tell the
 * consumer about a VM, the consumer will also be told that the VM goes.
 * original.S has a line for each, too.
 */
#define SHIM_REDIRECTS(X)					\
	X(kvm_arch_destroy_vm, shim_destroy)			\
	X(kvm_arch_commit_memory_region, shim_commit)		\
	X(kvm_arch_prepare_memory_region, shim_prepare)

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

/*
 * shim_original_X() calls KVM's own X() past its call to ftrace;
 * shim_body_X is where that is.
 */
#define SHIM_ORIGINAL(name, replacement)		\
	extern unsigned long shim_body_##name;		\
	extern typeof(name) shim_original_##name;
SHIM_REDIRECTS(SHIM_ORIGINAL)
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
 * shim_redirects_free() - free what shim_redirect_all() has left behind
 *
 * Nothing can be redirected after this.
 *
 * Context: Module exit; nothing is redirected.
 */
void shim_redirects_free(void);

/**
 * shim_leave() - a replacement is about to return
 *
 * Every replacement calls this exactly once, last.
 *
 * Context: Any.
 */
void shim_leave(void);

/**
 * shim_redirects_show() - print a line per redirected function
 * @m:		seq_file for lines "hook.<function> attached|detached".
 *
 * Context: Process context.
 */
void shim_redirects_show(struct seq_file *m);

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
 * shim_destroy() - stands in for kvm_arch_destroy_vm()
 * @kvm:	The VM.
 *
 * Context: As the function that it replaces: may sleep.
 */
void shim_destroy(struct kvm *kvm);

#endif /* KVM_ARM_WP_SHIM_PRIVATE_H */
