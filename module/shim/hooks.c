// SPDX-License-Identifier: GPL-2.0
/* The functions that KVM calls instead of its own while we are attached. */
#include <linux/export.h>
#include <linux/mutex.h>

#include "shim.h"

/* Serializes attach and detach; the callbacks run without it. */
static DEFINE_MUTEX(shim_attach_lock);

/*
 * Written while nothing is redirected: before the first replacement can run and
 * after the last one has returned.  The replacements therefore read it plainly.
 */
static const struct kvm_arm_wp_hooks *shim_hooks;

int shim_prepare(struct kvm *kvm, const struct kvm_memory_slot *old,
		 struct kvm_memory_slot *new, enum kvm_mr_change change)
{
	int ret;

	ret = shim_original_kvm_arch_prepare_memory_region(kvm, old, new, change);
	if (!ret)
		ret = shim_hooks->prepare(kvm, old, new, change);
	shim_leave();
	return ret;
}

void shim_commit(struct kvm *kvm, struct kvm_memory_slot *old,
		 const struct kvm_memory_slot *new, enum kvm_mr_change change)
{
	shim_hooks->commit(kvm, old, new, change);
	shim_original_kvm_arch_commit_memory_region(kvm, old, new, change);
	shim_leave();
}

/* The consumer first: the original frees what @kvm points to in the VM. */
void shim_destroy(struct kvm *kvm)
{
	shim_hooks->destroy(kvm);
	shim_original_kvm_arch_destroy_vm(kvm);
	shim_leave();
}

int kvm_arm_wp_attach(const struct kvm_arm_wp_hooks *hooks)
{
	int ret;

	if (!hooks->prepare || !hooks->commit || !hooks->destroy)
		return -EINVAL;

	mutex_lock(&shim_attach_lock);
	if (shim_hooks) {
		ret = -EBUSY;
		goto unlock;
	}
	shim_hooks = hooks;
	ret = shim_redirect_all();
	if (ret)
		shim_hooks = NULL;
unlock:
	mutex_unlock(&shim_attach_lock);
	return ret;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_attach, KVM_ARM_WP);

void kvm_arm_wp_detach(void)
{
	mutex_lock(&shim_attach_lock);
	shim_restore_all();
	shim_hooks = NULL;
	mutex_unlock(&shim_attach_lock);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_detach, KVM_ARM_WP);
