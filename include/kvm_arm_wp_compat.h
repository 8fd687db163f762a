/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Supplies names that both modules use and some kernels' headers lack.  It
 * belongs to the shim: no other code depends on the kernel it is built for.
 *
 * Do not test the kernel's release: distributions backport.  Where the
 * preprocessor cannot see a difference, a file in module/shim/probes makes the
 * build write a header that names what the kernel has.  The shim looks up
 * functions when it is loaded, see module/shim.
 */
#ifndef KVM_ARM_WP_COMPAT_H
#define KVM_ARM_WP_COMPAT_H

#include <linux/bitfield.h>
#include <linux/kvm_host.h>
#include <asm/kvm_pgtable.h>

#include "probed/namespace.h"

/*
 * 6.1, "KVM: Add KVM_CAP_DIRTY_LOG_RING_ACQ_REL capability and config option".
 * The release does not tell which KVM a kernel has: RHEL 9's Linux 5.14 has KVM
 * of 6.9.
 */
#ifndef KVM_CAP_DIRTY_LOG_RING_ACQ_REL
#error "kvm_arm_wp needs KVM of Linux 6.1 or later"
#endif

#ifdef KVM_ARM_WP_NAMESPACE_IS_STRING
#define KVM_ARM_WP "KVM_ARM_WP"
#endif

/*
 * 6.8, "KVM: arm64: Convert translation level parameter to s8": before, levels
 * were unsigned and counted from 0.
 */
#ifndef KVM_PGTABLE_LAST_LEVEL
#define KVM_PGTABLE_LAST_LEVEL ((s8)(KVM_PGTABLE_MAX_LEVELS - 1))
#endif

/*
 * 6.12, "KVM: arm64: Move pagetable definitions to common header": before,
 * these names were private to KVM's pgtable.c.
 */
#ifndef KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W

/* S2AP[1] (Arm ARM, "Stage 2 data accesses permissions"). */
#define KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W BIT(7)

/**
 * kvm_arm_wp_phys_to_pte() - encode the address field of an entry
 * @pa:		Physical address, page aligned.
 *
 * The inverse of the kernel's kvm_pte_to_phys().
 *
 * Return: an entry that has only the address field set.
 */
static inline kvm_pte_t kvm_arm_wp_phys_to_pte(u64 pa)
{
#ifdef KVM_PTE_ADDR_MASK_LPA2
	if (kvm_lpa2_is_enabled())
		return (pa & KVM_PTE_ADDR_MASK_LPA2) |
		       FIELD_PREP(KVM_PTE_ADDR_51_50_LPA2,
				  (pa & GENMASK_ULL(51, 50)) >> 50);
#endif
	if (PAGE_SHIFT < 16)
		return pa & KVM_PTE_ADDR_MASK;
	return (pa & KVM_PTE_ADDR_MASK) |
	       FIELD_PREP(KVM_PTE_ADDR_51_48,
			  (pa & GENMASK_ULL(51, 48)) >> 48);
}

/* Some of these kernels have an inline function of this name: hide it. */
#define kvm_phys_to_pte kvm_arm_wp_phys_to_pte

#endif /* KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W */

#endif /* KVM_ARM_WP_COMPAT_H */
