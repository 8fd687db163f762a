// SPDX-License-Identifier: GPL-2.0
// With LPA2, bits 51:50 of a new table's address are lost: hardware walks the memory at the truncated address.
// Violates: each IPA is translated as before, with tables above 1 << 50.
// File: include/kvm_arm_wp_compat.h
@@ @@
 kvm_arm_wp_phys_to_pte(...)
 {
 <...
- return (pa & KVM_PTE_ADDR_MASK_LPA2) | FIELD_PREP(KVM_PTE_ADDR_51_50_LPA2, ...);
+ return pa & KVM_PTE_ADDR_MASK_LPA2;
 ...>
 }
