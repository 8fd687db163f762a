// SPDX-License-Identifier: GPL-2.0
// An invalid entry above the last level that is not zero is split like a block: one owner's mark becomes a table
// full of marks.
// Seen: invalid entries are left alone.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_block(...)
 {
 return
- level < WP_LAST_LEVEL && kvm_pte_valid(pte) &&
+ level < WP_LAST_LEVEL && pte &&
  !(pte & WP_ENTRY_TYPE);
 }
