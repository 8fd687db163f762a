// SPDX-License-Identifier: GPL-2.0
// A copy's entry may be seen before the copy's content: hardware walks through what the page held before.
// Seen: the store says release, see wp_entry_swap(); nothing else stands between the two.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_swap(...)
 {
- smp_store_release(ptep, pte);
+ WRITE_ONCE(*ptep, pte);
 }
