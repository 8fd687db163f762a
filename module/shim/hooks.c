// SPDX-License-Identifier: GPL-2.0
/*
 * Replacements for KVM functions about memslots and VMs, and the API that
 * attaches a consumer.  KVM calls a replacement in the context of the original;
 * all of these may sleep.
 */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/sched/task_stack.h>
#include <asm/syscall.h>

#include "shim.h"

/* Serializes attach, detach and takeover; replacements run without it. */
DEFINE_MUTEX(shim_attach_lock);

/*
 * Written only while nothing is redirected: before the first replacement can
 * run and after the last one has returned.  Replacements therefore read it
 * without a lock.
 */
const struct kvm_arm_wp_hooks *shim_consumer;

/* KVM undoes the change on an error of the original or of the consumer. */
int shim_prepare(struct kvm *kvm, const struct kvm_memory_slot *old,
		 struct kvm_memory_slot *new, enum kvm_mr_change change)
{
	int ret;

	lockdep_assert_held(&kvm->slots_lock);
	lockdep_assert_held(&kvm->slots_arch_lock);
	ret = shim_original_kvm_arch_prepare_memory_region(kvm, old, new, change);
	if (!ret)
		ret = shim_consumer->prepare(kvm, old, new, change);
	shim_leave();
	return ret;
}

void shim_commit(struct kvm *kvm, struct kvm_memory_slot *old,
		 const struct kvm_memory_slot *new, enum kvm_mr_change change)
{
	lockdep_assert_held(&kvm->slots_lock);
	shim_consumer->commit(kvm, old, new, change);
	shim_original_kvm_arch_commit_memory_region(kvm, old, new, change);
	shim_consumer->committed(kvm, new);
	shim_leave();
}

/*
 * With initially-all-set, and a chunk size set by the VMM, KVM also splits
 * blocks in CLEAR_DIRTY_LOG.  It drops mmu_lock there to allocate tables.
 */
static bool shim_round_is_one_hold(struct kvm *kvm)
{
	return !kvm_dirty_log_manual_protect_and_init_set(kvm) ||
	       !shim_split_chunk_size(kvm);
}

/*
 * GET and CLEAR share the hooked function; tell them apart by the ioctl number
 * in the task's syscall registers.  Only a VMM's ioctl reaches the function,
 * and a compat task passes the same number in the same register.  If another
 * syscall reached it, a CLEAR would count as a GET: a wrong statistic, not a
 * wrong table.
 *
 * Compare the lower half only: ioctl() takes the request as an unsigned int.
 * musl declares the request as an int, and bit 31 of the number is set, so sign
 * extension fills the upper half of the register with ones.
 */
static bool shim_ioctl_clears(void)
{
	unsigned long args[6];

	syscall_get_arguments(current, task_pt_regs(current), args);
	return (u32)args[1] == KVM_CLEAR_DIRTY_LOG;
}

/* GET_DIRTY_LOG and CLEAR_DIRTY_LOG call this before they take mmu_lock. */
void shim_sync_dirty_log(struct kvm *kvm, struct kvm_memory_slot *slot)
{
	unsigned int flags = 0;

	lockdep_assert_held(&kvm->slots_lock);
	if (shim_round_is_one_hold(kvm))
		flags |= KVM_ARM_WP_ROUND_ONE_HOLD;
	if (!shim_ioctl_clears())
		flags |= KVM_ARM_WP_ROUND_READS;
	shim_consumer->round(kvm, slot, flags);
	shim_original_kvm_arch_sync_dirty_log(kvm, slot);
	shim_leave();
}

/*
 * Report a round for each slot that logs: the slots of a ring's entries are not
 * known before KVM reads the ring.  There may be thousands of slots, and a
 * holder of slots_lock may sleep.
 */
static void shim_ring_round(struct kvm *kvm)
{
	const unsigned int flags = KVM_ARM_WP_ROUND_READS |
				   KVM_ARM_WP_ROUND_RINGS;
	struct kvm_memory_slot *slot;
	int bucket;

	kvm_for_each_memslot(slot, bucket, kvm_memslots(kvm)) {
		if (kvm_slot_dirty_track_enabled(slot))
			shim_consumer->round(kvm, slot, flags);
		cond_resched();
	}
}

/*
 * Tell whether the VMM must repeat the ioctl.  It need not if the signal came
 * after the last entry.  KVM resets the entries that the VMM has marked, up to
 * the first unmarked entry of the ring (kvm_dirty_gfn_harvested()).
 */
static bool shim_rings_are_left(struct kvm *kvm)
{
	struct kvm_vcpu *vcpu;
	unsigned long i;

	kvm_for_each_vcpu(i, vcpu, kvm) {
		const struct kvm_dirty_ring *ring = &vcpu->dirty_ring;
		u32 next = ring->reset_index & (ring->size - 1);

		if (READ_ONCE(ring->dirty_gfns[next].flags) &
		    KVM_DIRTY_GFN_F_RESET)
			return true;
	}
	return false;
}

/*
 * RESET_DIRTY_RINGS calls this for the ring of each vCPU, starting with vCPU 0;
 * vCPUs live as long as the VM.  KVM takes mmu_lock anew for every few pages of
 * a ring.
 */
int shim_ring_reset(SHIM_RING_PARAMS)
{
	struct kvm_vcpu *first = kvm_get_vcpu(kvm, 0);
	int ret;

	lockdep_assert_held(&kvm->slots_lock);
	if (first && ring == &first->dirty_ring)
		shim_ring_round(kvm);
	ret = shim_original_kvm_dirty_ring_reset(SHIM_RING_ARGS);
	shim_consumer->rounded(kvm, ret == -EINTR && shim_rings_are_left(kvm));
	shim_leave();
	return ret;
}

/* Call the consumer first: the original frees the VM's structures. */
void shim_destroy(struct kvm *kvm)
{
	shim_consumer->destroy(kvm);
	shim_original_kvm_arch_destroy_vm(kvm);
	shim_leave();
}

static bool shim_hooks_complete(const struct kvm_arm_wp_hooks *hooks)
{
	return hooks->prepare && hooks->commit && hooks->committed &&
	       hooks->round && hooks->rounded && hooks->protect &&
	       hooks->split && hooks->flushed && hooks->dirty &&
	       hooks->fault && hooks->faulted && hooks->destroy;
}

int kvm_arm_wp_attach(const struct kvm_arm_wp_hooks *hooks)
{
	int ret;

	if (!shim_hooks_complete(hooks))
		return -EINVAL;

	mutex_lock(&shim_attach_lock);
	if (shim_consumer) {
		ret = -EBUSY;
		goto unlock;
	}
	shim_consumer = hooks;
	ret = shim_redirect_all();
	if (ret)
		shim_consumer = NULL;
unlock:
	mutex_unlock(&shim_attach_lock);
	return ret;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_attach, KVM_ARM_WP);

int kvm_arm_wp_take_over(bool on)
{
	int ret;

	mutex_lock(&shim_attach_lock);
	ret = shim_take_over(on);
	mutex_unlock(&shim_attach_lock);
	return ret;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_take_over, KVM_ARM_WP);

int kvm_arm_wp_handle_faults(bool on)
{
	int ret;

	mutex_lock(&shim_attach_lock);
	ret = shim_consumer || !on ? shim_faults_hook(on) : -ENODEV;
	mutex_unlock(&shim_attach_lock);
	return ret;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_handle_faults, KVM_ARM_WP);

void kvm_arm_wp_detach(void)
{
	mutex_lock(&shim_attach_lock);
	shim_restore_all();
	shim_consumer = NULL;
	mutex_unlock(&shim_attach_lock);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_detach, KVM_ARM_WP);
