// SPDX-License-Identifier: GPL-2.0
// Invalid entries are taken for leaves, and the bit that is the write permission of leaves is cleared in them:
// annotations change their meaning.
// Violates: invalid entries are not changed.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_readonly(...)
 {
- return !kvm_pte_valid(pte) || !(pte & WP_ENTRY_WRITE);
+ return !(pte & WP_ENTRY_WRITE);
 }
