// SPDX-License-Identifier: GPL-2.0
/*
 * 6.14, "KVM: arm64: Pass walk flags to kvm_pgtable_stage2_relax_perms": the
 * function has a fourth parameter.
 */
#include <linux/build_bug.h>
#include <linux/kvm_host.h>
#include <asm/kvm_pgtable.h>

#if defined(KVM_ARM_WP_RELAX_TAKES_FLAGS)
static_assert(__same_type(&kvm_pgtable_stage2_relax_perms,
			  int (*)(struct kvm_pgtable *, u64, enum kvm_pgtable_prot,
				  enum kvm_pgtable_walk_flags)));
#elif defined(KVM_ARM_WP_RELAX)
static_assert(__same_type(&kvm_pgtable_stage2_relax_perms,
			  int (*)(struct kvm_pgtable *, u64, enum kvm_pgtable_prot)));
#else
#error "kvm_pgtable_stage2_relax_perms() has unknown parameters"
#endif
