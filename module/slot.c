// SPDX-License-Identifier: GPL-2.0
/* Decides what to do about a memslot change, has it done, and counts the result. */
#include <linux/err.h>

#include "fault.h"
#include "knobs.h"
#include "prepare.h"
#include "record.h"
#include "recover.h"
#include "serve.h"
#include "slot.h"
#include "vm.h"

/*
 * struct wp_policy - values of the knobs when the change came in
 */
struct wp_policy {
	enum wp_prepare prepare;
	bool strict;
};

static bool wp_slot_logs(const struct kvm_memory_slot *slot)
{
	return slot && slot->flags & KVM_MEM_LOG_DIRTY_PAGES;
}

/* The record of a slot ends when the slot is deleted or moved. */
static bool wp_slot_ends(enum kvm_mr_change change)
{
	return change == KVM_MR_DELETE || change == KVM_MR_MOVE;
}

/* All other changes of slots pass through uncounted. */
static bool wp_slot_concerns_us(const struct kvm_memory_slot *old,
				const struct kvm_memory_slot *new,
				enum kvm_mr_change change)
{
	if (wp_slot_ends(change))
		return wp_slot_logs(old) || wp_slot_logs(new);
	return wp_slot_logs(new) && !wp_slot_logs(old);
}

/*
 * Returns the counter of the reason to pass a request through untouched, or
 * NULL if there is no reason.
 */
static u64 *wp_slot_skip_reason(struct wp_counts *counts,
				const struct wp_policy *policy, struct kvm *kvm,
				const struct kvm_memory_slot *new,
				enum kvm_mr_change change)
{
	if (change == KVM_MR_DELETE)
		return &counts->skipped_delete;
	if (change == KVM_MR_MOVE)
		return &counts->skipped_move;
	if (new->flags & KVM_MEM_READONLY)
		return &counts->skipped_readonly;
	switch (kvm_arm_wp_slot_support(kvm, new)) {
	case KVM_ARM_WP_PROTECTED_VM:
		return &counts->skipped_protected;
	case KVM_ARM_WP_GUEST_MEMFD:
		return &counts->skipped_guest_memfd;
	case KVM_ARM_WP_SUPPORTED:
		break;
	}
	if (policy->prepare == WP_PREPARE_NONE)
		return &counts->skipped_none;
	return NULL;
}

/* The pass keeps its strategies even if an operator chooses others meanwhile. */
static int wp_slot_run(struct kvm *kvm, struct wp_pass *pass, bool protect)
{
	const struct wp_slot *slot = pass->slot;
	const struct wp_job job = {
		.env.kvm = kvm,
		.splitter = wp_splitter_get(),
		.protector = protect ? wp_protector_get() : NULL,
		.end = slot->ipa + (slot->npages << PAGE_SHIFT),
		.verify = wp_knob_is_on(&wp_knob_verify),
	};
	int ret = wp_prepare_run(&job, pass);

	wp_protector_put(job.protector);
	wp_splitter_put(job.splitter);
	return ret;
}

/* Counts the result of prepare, and returns the result of the ioctl. */
static int wp_slot_account(struct wp_slot *slot,
			   const struct wp_policy *policy, int error)
{
	struct wp_counts counts = { .last_error = -error };

	if (error == -ENOMEM && !policy->strict) {
		counts.incomplete = 1;
		error = 0;
	}
	if (error)
		counts.failures = 1;
	else
		counts.enables = 1;
	wp_stats_add(&slot->stats, &counts);
	return error;
}

/* A new slot has no mappings yet, so there is nothing to split. */
static int wp_slot_enable(struct kvm *kvm, struct wp_slot *slot,
			  const struct wp_policy *policy,
			  enum kvm_mr_change change)
{
	struct wp_pass pass = { .slot = slot, .occasion = WP_IN_PREPARE };
	int ret;

	if (change == KVM_MR_CREATE) {
		wp_stats_prepared(&slot->stats, slot->npages);
		return wp_slot_account(slot, policy, 0);
	}

	ret = wp_slot_run(kvm, &pass, policy->prepare == WP_PREPARE_PROTECT);
	ret = wp_slot_account(slot, policy, ret);
	slot->armed = !ret;
	return ret;
}

/* Noinline so that changes that do not concern us do not pay for its stack frame. */
static noinline int wp_slot_handle(struct kvm *kvm,
				   const struct kvm_memory_slot *old,
				   const struct kvm_memory_slot *new,
				   enum kvm_mr_change change)
{
	const struct wp_policy policy = {
		.prepare = wp_knob_get(&wp_knob_prepare),
		.strict = wp_knob_is_on(&wp_knob_strict),
	};
	struct wp_counts counts = {};
	struct wp_slot *slot;
	u64 *reason;

	reason = wp_slot_skip_reason(&counts, &policy, kvm, new, change);
	slot = wp_slot_ends(change) ? wp_vm_find_slot(kvm, old->id) :
				      wp_record_get_slot(kvm, new);
	if (IS_ERR(slot))
		return policy.strict && !reason ? PTR_ERR(slot) : 0;
	if (!slot)
		return 0;

	slot->armed = false;
	wp_stats_prepared(&slot->stats, 0);
	if (!reason)
		return wp_slot_enable(kvm, slot, &policy, change);
	*reason = 1;
	counts.skipped = 1;
	wp_stats_add(&slot->stats, &counts);
	return 0;
}

int wp_slot_prepare(struct kvm *kvm, const struct kvm_memory_slot *old,
		    const struct kvm_memory_slot *new,
		    enum kvm_mr_change change)
{
	lockdep_assert_held(&kvm->slots_lock);
	return wp_slot_concerns_us(old, new, change) ?
		wp_slot_handle(kvm, old, new, change) : 0;
}

/*
 * A block reappears if a vCPU faulted while it was broken: the vCPU waits for
 * mmu_lock, and then maps the block again.  The total of the pass also has the
 * blocks that came out of a 1 GiB block; they were not mapped before the pass.
 */
static u64 wp_slot_stragglers(const struct wp_counts *total)
{
	u64 inner = min(total->splits_l2, total->splits_l1 * PTRS_PER_PTE);

	return total->splits_l1 + total->splits_l2 - inner;
}

/*
 * Split stragglers before KVM's pass, not after it.  A vCPU that writes to a
 * write-protected block makes KVM split it, and then faults for each page of
 * it.  Besides, KVM's pass has the last word in this order.
 *
 * No new block can appear: a vCPU that faulted with the old slot was done
 * before KVM called commit (synchronize_srcu() in kvm_swap_active_memslots()).
 */
static void wp_slot_split_stragglers(struct kvm *kvm, struct wp_slot *slot)
{
	struct wp_pass pass = { .slot = slot, .occasion = WP_IN_STRAGGLERS };
	struct wp_counts counts = {};

	slot->armed = false;
	if (wp_slot_run(kvm, &pass, false))
		counts.incomplete = 1;
	counts.stragglers = wp_slot_stragglers(&pass.counts);
	wp_stats_add(&slot->stats, &counts);
}

static void wp_slot_end(struct kvm *kvm, int id)
{
	struct wp_slot *slot = wp_vm_find_slot(kvm, id);

	if (!slot)
		return;
	WRITE_ONCE(slot->recover, WP_RECOVER_NOTHING);
	wp_serve_end_slot(slot);
	wp_record_end_slot(slot);
}

void wp_slot_commit(struct kvm *kvm, const struct kvm_memory_slot *old,
		    const struct kvm_memory_slot *new,
		    enum kvm_mr_change change)
{
	struct wp_slot *slot;

	lockdep_assert_held(&kvm->slots_lock);
	if (wp_slot_ends(change))
		wp_slot_end(kvm, old->id);
	if (!wp_slot_logs(new))
		return;
	slot = wp_vm_find_slot(kvm, new->id);
	if (!slot)
		return;
	if (!wp_slot_logs(old)) {
		wp_stats_log_begins(&slot->stats, wp_env_clock_ns());
		wp_fault_log_used();
		wp_recover_watch(slot);
	}
	if (slot->armed)
		wp_slot_split_stragglers(kvm, slot);
	wp_serve_commit(slot->vm, slot);
}
