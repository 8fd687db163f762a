// SPDX-License-Identifier: GPL-2.0
/*
 * 6.17, "KVM: Bound the number of dirty ring entries in a single reset at
 * INT_MAX" (530a8ba71b4c): kvm_dirty_ring_reset() has a third parameter.
 */
#include <linux/build_bug.h>
#include <linux/kvm_host.h>
#include <linux/kvm_dirty_ring.h>

#if defined(KVM_ARM_WP_RING_RESET_COUNTS)
static_assert(__same_type(&kvm_dirty_ring_reset,
			  int (*)(struct kvm *, struct kvm_dirty_ring *, int *)));
#elif defined(KVM_ARM_WP_RING_RESET)
static_assert(__same_type(&kvm_dirty_ring_reset,
			  int (*)(struct kvm *, struct kvm_dirty_ring *)));
#else
#error "kvm_dirty_ring_reset() has unknown parameters, not a VM, a ring and perhaps a counter"
#endif
