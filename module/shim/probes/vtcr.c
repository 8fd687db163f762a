// SPDX-License-Identifier: GPL-2.0
/* 6.7, "KVM: arm64: Move VTCR_EL2 into struct s2_mmu" (fe49fd940e22). */
#include <linux/build_bug.h>
#include <linux/kvm_host.h>

#if defined(KVM_ARM_WP_VTCR_OF_MMU)
static_assert(__same_type(((struct kvm_s2_mmu *)NULL)->vtcr, u64));
#elif defined(KVM_ARM_WP_VTCR_OF_VM)
static_assert(__same_type(((struct kvm_s2_mmu *)NULL)->arch->vtcr, u64));
#else
#error "vtcr is a u64 neither in struct kvm_s2_mmu nor in struct kvm_arch"
#endif
