// SPDX-License-Identifier: GPL-2.0
// A new table's entry may be visible before the table's content. Today the flush before it has a barrier; a table that
// is filled after the flush would be exposed.
// Violates: the store has release semantics, see wp_entry_make().
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_make(...)
 {
- smp_store_release(ptep, pte);
+ WRITE_ONCE(*ptep, pte);
 }
