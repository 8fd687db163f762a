// SPDX-License-Identifier: GPL-2.0
/* Decides what to do about a memslot change, has it done, and counts it. */
#include "knobs.h"
#include "lookup.h"
#include "pass.h"
#include "slot.h"
#include "vm.h"

/*
 * struct wp_policy - what the knobs said when a change came in
 */
struct wp_policy {
	enum wp_prepare prepare;
	bool strict;
};

static bool wp_slot_logs(const struct kvm_memory_slot *slot)
{
	return slot && slot->flags & KVM_MEM_LOG_DIRTY_PAGES;
}

/* What is counted of a slot ends with it, or with the place that it has. */
static bool wp_slot_ends(enum kvm_mr_change change)
{
	return change == KVM_MR_DELETE || change == KVM_MR_MOVE;
}

/* Everything else a VMM does to its slots is none of our business. */
static bool wp_slot_concerns_us(const struct kvm_memory_slot *old,
				const struct kvm_memory_slot *new,
				enum kvm_mr_change change)
{
	if (wp_slot_ends(change))
		return wp_slot_logs(old) || wp_slot_logs(new);
	return wp_slot_logs(new) && !wp_slot_logs(old);
}

/*
 * Requests passed through untouched, with the reason: returns where to count
 * it, or NULL if there is none.
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

/* A pass keeps the strategies that it began with, whatever is chosen meanwhile. */
static int wp_slot_run(struct kvm *kvm, struct wp_slot *slot, bool protect,
		       bool afterwards, struct wp_passed *passed)
{
	const struct wp_job job = {
		.env.kvm = kvm,
		.splitter = wp_splitter_get(),
		.walker = protect ? wp_walker_get() : NULL,
		.end = slot->ipa + (slot->npages << PAGE_SHIFT),
		.afterwards = afterwards,
		.verify = wp_knob_get(&wp_knob_verify) == WP_VERIFY,
	};
	int ret = wp_pass_run(&job, slot, passed);

	wp_walker_put(job.walker);
	wp_splitter_put(job.splitter);
	return ret;
}

/* How an attempt ended, in counters and as the result of the ioctl. */
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

static int wp_slot_enable(struct kvm *kvm, struct wp_slot *slot,
			  const struct wp_policy *policy,
			  enum kvm_mr_change change)
{
	bool protect = policy->prepare == WP_PREPARE_PROTECT;
	struct wp_passed passed;
	int ret;

	/* Nothing is mapped where there was no slot. */
	if (change == KVM_MR_CREATE) {
		wp_stats_prepared(&slot->stats, slot->npages);
		return wp_slot_account(slot, policy, 0);
	}

	ret = wp_slot_run(kvm, slot, protect, false, &passed);
	ret = wp_slot_account(slot, policy, ret);
	slot->armed = !ret;
	return ret;
}

static int wp_slot_attend(struct kvm *kvm, const struct kvm_memory_slot *old,
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
				      wp_vm_get_slot(kvm, new);
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
	return wp_slot_concerns_us(old, new, change) ?
		wp_slot_attend(kvm, old, new, change) : 0;
}

/*
 * A block reappears when a vCPU faulted while it was broken: it waits for
 * mmu_lock, and then maps what it would have mapped without us.  Those that
 * came out of a 1 GiB block were not there when the pass began.
 */
static u64 wp_slot_stragglers(const struct wp_counts *total)
{
	u64 inner = min(total->splits_l2, total->splits_l1 * PTRS_PER_PTE);

	return total->splits_l1 + total->splits_l2 - inner;
}

/*
 * Before KVM's pass rather than after: once the blocks are write-protected, a
 * vCPU that writes makes KVM dissolve one, and has to fault for each page of it.
 * It is also the order in which KVM's pass has the last word.
 * No new block can appear any more: whoever faulted with the old slot was done
 * before KVM called commit (synchronize_srcu() in kvm_swap_active_memslots()).
 */
static void wp_slot_split_stragglers(struct kvm *kvm, struct wp_slot *slot)
{
	struct wp_counts counts = {};
	struct wp_passed passed;

	slot->armed = false;
	if (wp_slot_run(kvm, slot, false, true, &passed))
		counts.incomplete = 1;
	counts.stragglers = wp_slot_stragglers(&passed.counts);
	wp_stats_add(&slot->stats, &counts);
}

void wp_slot_commit(struct kvm *kvm, const struct kvm_memory_slot *old,
		    const struct kvm_memory_slot *new,
		    enum kvm_mr_change change)
{
	struct wp_slot *slot;

	if (wp_slot_ends(change))
		wp_vm_end_slot(kvm, old->id);
	if (!wp_slot_logs(new))
		return;
	slot = wp_vm_find_slot(kvm, new->id);
	if (!slot)
		return;
	if (!wp_slot_logs(old))
		wp_stats_log_begins(&slot->stats, wp_env_clock_ns());
	if (slot->armed)
		wp_slot_split_stragglers(kvm, slot);
	wp_serve_commit(slot->vm, slot);
}
