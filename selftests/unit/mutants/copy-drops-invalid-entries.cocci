// SPDX-License-Identifier: GPL-2.0
// The copy of a table has 0 where the original had an annotation: KVM loses the owner of the page.
// Violates: invalid entries are copied unchanged.
// File: include/kvm_arm_wp_entry.h
@@
identifier i;
@@
 wp_entry_copy_each(...)
 {
 <...
- table[i] = pte;
+ table[i] = kvm_pte_valid(pte) ? pte : 0;
 ...>
 }
