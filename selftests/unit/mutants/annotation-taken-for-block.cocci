// SPDX-License-Identifier: GPL-2.0
// An invalid, non-zero entry above the last level is split like a block: an owner's annotation becomes a table full of
// annotations.
// Violates: invalid entries are not changed.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_block(...)
 {
 return
- level < WP_LAST_LEVEL && kvm_pte_valid(pte) &&
+ level < WP_LAST_LEVEL && pte &&
  !(pte & WP_ENTRY_TYPE);
 }
