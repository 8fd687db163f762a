// SPDX-License-Identifier: GPL-2.0
// A copy's entry may be visible before the copy's content: hardware walks the page's old content.
// Violates: the store has release semantics, see wp_entry_swap(); nothing else orders the two.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_swap(...)
 {
- smp_store_release(ptep, pte);
+ WRITE_ONCE(*ptep, pte);
 }
