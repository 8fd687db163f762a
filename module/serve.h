/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Serving KVM's own passes: its initial pass at commit, and its rounds.
 *
 * KVM decides when, in which order with bitmap and flush, and under which lock;
 * we stand in for the functions that edit the table, and count for whom.  A
 * served pass begins at commit or with the first request of a round, and ends
 * when KVM has committed, has flushed after reading or clearing a log, or has
 * reset a ring.
 *
 * All of that happens under kvm->slots_lock, which is what protects struct
 * wp_serve.  Only the flush after resetting rings does not: see
 * wp_serve_flushed().
 */
#ifndef WP_SERVE_H
#define WP_SERVE_H

#include "count.h"

struct wp_slot;
struct wp_vm;

/**
 * struct wp_serve - the pass of KVM's that a VM is in
 * @slot:	Whose pass it is; NULL between passes.
 * @task:	Who makes it, or made the last one; for comparison only.
 * @walker:	In use until the end of the pass, or NULL.
 * @splitter:	In use until the end of the pass, or NULL.
 * @initial:	It is the one at commit.  For the name of an event it is read
 *		without the lock, too.
 * @one_hold:	KVM holds mmu_lock from the first request to the last, so that
 *		they count as one hold.
 * @traced:	Somebody was told that it has begun.
 * @interrupted: A signal has ended the last reset of rings.  The VMM repeats it,
 *		which is no other round.
 * @running:	@batch has begun and is not yet in the slot's totals.
 * @begin_ns:	When it began, if @traced.
 * @start:	IPA at which @batch began.
 * @passed:	What it has done so far, if @traced.
 * @job:	The request that is being served.
 * @reserve:	Pages for a walker that uses tables.
 * @borrowed:	Pages of KVM's during a split request.
 * @batch:	What is being done; from the first to the last request of a
 *		round.
 */
struct wp_serve {
	struct wp_slot *slot;
	struct task_struct *task;
	const struct wp_walker_ops *walker;
	const struct wp_splitter_ops *splitter;
	bool initial;
	bool one_hold;
	bool traced;
	bool interrupted;
	bool running;
	u64 begin_ns;
	phys_addr_t start;
	struct wp_passed passed;
	struct wp_job job;
	struct wp_reserve reserve;
	struct wp_reserve borrowed;
	struct wp_batch batch;
};

/**
 * wp_serve_commit() - KVM is about to make its initial pass over a slot
 * @vm:		The VM.
 * @slot:	The slot.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_serve_commit(struct wp_vm *vm, struct wp_slot *slot);

/**
 * wp_serve_end() - whatever pass the VM was in has ended
 * @vm:		The VM.
 *
 * Context: kvm->slots_lock held, or nobody else uses @vm any more.
 */
void wp_serve_end(struct wp_vm *vm);

/*
 * Callbacks of struct kvm_arm_wp_hooks, which says when and under which locks
 * they are called.
 */

/**
 * wp_serve_committed() - KVM's initial pass, if there was one, has ended
 * @kvm:	The VM.
 * @new:	The slot, or NULL; if its log is off there was none.
 *
 * Context: Process context; kvm->slots_lock held.
 */
void wp_serve_committed(struct kvm *kvm, const struct kvm_memory_slot *new);

/**
 * wp_serve_round() - a round is about to begin
 * @kvm:	The VM.
 * @memslot:	The slot; gets its record here if it has none.
 * @flags:	See &enum kvm_arm_wp_round.
 *
 * Context: Process context, sleeps; kvm->slots_lock held.
 */
void wp_serve_round(struct kvm *kvm, const struct kvm_memory_slot *memslot,
		    unsigned int flags);

/**
 * wp_serve_rounded() - a ring has been reset
 * @kvm:	The VM.
 * @interrupted: Not all of it: a signal has come.
 *
 * Context: Process context; kvm->slots_lock held.
 */
void wp_serve_rounded(struct kvm *kvm, bool interrupted);

/**
 * wp_serve_protect() - write-protect a range in KVM's stead
 * @req:	The range.
 *
 * Context: kvm->slots_lock held, mmu_lock held for write.  KVM owes the flush.
 * Return: false to leave it to KVM: takeover=0, or the slot has no record.
 */
bool wp_serve_protect(const struct kvm_arm_wp_request *req);

/**
 * wp_serve_split() - split the blocks of a range in KVM's stead
 * @req:	The range.
 * @cache:	KVM's pages for tables.
 * @ret:	Receives what KVM shall return, 0 or -ENOMEM.
 *
 * Context: kvm->slots_lock held, mmu_lock held for write.  No flush is owed.
 * Return: As wp_serve_protect().
 */
bool wp_serve_split(const struct kvm_arm_wp_request *req,
		    struct kvm_mmu_memory_cache *cache, int *ret);

/**
 * wp_serve_flushed() - count a flush of KVM's
 * @kvm:	The VM.
 * @memslot:	Whose log it was for, or NULL if the whole VM was flushed.
 * @ns:		How long it took, in nanoseconds.
 *
 * Context: Any; kvm->slots_lock held if @memslot is given.
 */
void wp_serve_flushed(struct kvm *kvm, const struct kvm_memory_slot *memslot,
		      u64 ns);

/**
 * wp_serve_dirty() - count a page that became dirty
 * @kvm:	The VM.
 * @memslot:	Its slot.
 *
 * Context: Any.
 */
void wp_serve_dirty(struct kvm *kvm, const struct kvm_memory_slot *memslot);

#endif /* WP_SERVE_H */
