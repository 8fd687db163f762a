// SPDX-License-Identifier: GPL-2.0
// A page is taken for a table: verification reads the guest's memory as entries and follows them.
// Violates: the type bit means "page" at the last level, see wp_entry_is_table(); an entry that is followed leads to a
// table.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_table(...)
 {
 return
- level < WP_LAST_LEVEL
+ level <= WP_LAST_LEVEL
  && wp_entry_leads_on(pte);
 }
