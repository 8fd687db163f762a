// SPDX-License-Identifier: GPL-2.0
// A new table's entry may be seen before the table's content. The flush before it has a barrier, until the day
// when a table is filled after the flush.
// Seen: the store says release, see wp_entry_make().
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_make(...)
 {
- smp_store_release(ptep, pte);
+ WRITE_ONCE(*ptep, pte);
 }
