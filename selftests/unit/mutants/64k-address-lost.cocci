// SPDX-License-Identifier: GPL-2.0
// With 64K pages, bits 51:48 of a new table's address are lost: hardware walks the memory at the truncated address.
// Violates: each IPA is translated as before, with tables above 1 << 48.
// File: include/kvm_arm_wp_compat.h
@@ @@
 kvm_arm_wp_phys_to_pte(...)
 {
 <...
- return (pa & KVM_PTE_ADDR_MASK) | FIELD_PREP(KVM_PTE_ADDR_51_48, ...);
+ return pa & KVM_PTE_ADDR_MASK;
 ...>
 }
