/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Begins and ends the passes of KVM that we serve: the initial pass at commit,
 * and rounds.  request.c edits the table.
 *
 * KVM decides when a pass happens, in which order with bitmap and flush, and
 * under which lock.  A pass begins at commit, or with the first request of a
 * round.  It ends when KVM has committed, has flushed the slot after it read or
 * cleared a log, or has reset a ring.
 *
 * KVM makes its passes under kvm->slots_lock, which protects struct wp_serve.
 * The flush after a reset of rings comes without that lock, see wp_flush_all().
 *
 * The hooks below are the callbacks of struct kvm_arm_wp_hooks, which says when
 * they are called.
 */
#ifndef WP_SERVE_H
#define WP_SERVE_H

#include "kvm_arm_wp_shim.h"

struct wp_slot;
struct wp_vm;

/**
 * wp_serve_choose() - choose the strategies of a pass
 * @vm:		The VM.
 *
 * A pass keeps its first choice until it ends.
 *
 * Context: kvm->slots_lock held; mmu_lock may be held.
 */
void wp_serve_choose(struct wp_vm *vm);

/**
 * wp_serve_commit() - KVM is about to make its initial pass over a slot
 * @vm:		The VM.
 * @slot:	The slot.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_serve_commit(struct wp_vm *vm, struct wp_slot *slot);

/**
 * wp_serve_end() - end the pass of a VM, if there is one
 * @vm:		The VM.
 *
 * Context: kvm->slots_lock held, or nobody else uses @vm any more.
 */
void wp_serve_end(struct wp_vm *vm);

/**
 * wp_serve_end_slot() - end the pass over a slot, if there is one
 * @slot:	The slot.
 *
 * Context: kvm->slots_lock held.
 */
void wp_serve_end_slot(struct wp_slot *slot);

/**
 * wp_serve_end_all() - end the passes of all VMs
 *
 * KVM may be between two requests of a pass when the module leaves.
 *
 * Context: Any; no hook is running or will run.
 */
void wp_serve_end_all(void);

/**
 * wp_serve_committed() - hook: KVM has committed a change of a slot
 * @kvm:	The VM.
 * @new:	The slot, or NULL.  KVM made an initial pass only if its log is on.
 *
 * Context: Process context; kvm->slots_lock held.
 */
void wp_serve_committed(struct kvm *kvm, const struct kvm_memory_slot *new);

/**
 * wp_serve_round() - hook: a round is about to begin
 * @kvm:	The VM.
 * @memslot:	The slot; gets its record here if it has none.
 * @flags:	See &enum kvm_arm_wp_round.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_serve_round(struct kvm *kvm, const struct kvm_memory_slot *memslot,
		    unsigned int flags);

/**
 * wp_serve_rounded() - hook: KVM has reset a ring
 * @kvm:	The VM.
 * @interrupted: A signal has ended the reset early.
 *
 * Context: Process context; kvm->slots_lock held.
 */
void wp_serve_rounded(struct kvm *kvm, bool interrupted);

/**
 * wp_serve_flushed() - hook: KVM has flushed TLB entries
 * @kvm:	The VM.
 * @memslot:	The slot whose log the flush was for; NULL if all of the VM was
 *		flushed.
 * @ns:		Duration of the flush in nanoseconds.
 *
 * Context: Any; kvm->slots_lock held if @memslot is not NULL.
 */
void wp_serve_flushed(struct kvm *kvm, const struct kvm_memory_slot *memslot,
		      u64 ns);

/**
 * wp_serve_dirty() - hook: KVM is about to mark a clean page dirty
 * @kvm:	The VM.
 * @memslot:	The slot.
 *
 * Context: Any.
 */
void wp_serve_dirty(struct kvm *kvm, const struct kvm_memory_slot *memslot);

#endif /* WP_SERVE_H */
