// SPDX-License-Identifier: GPL-2.0
// Invalid entries are taken for leaves, and a bit is cleared in those that have one where leaves have the write
// permission: what they were there to say is another thing now.
// Seen: invalid entries are left alone.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_readonly(...)
 {
- return !kvm_pte_valid(pte) || !(pte & WP_ENTRY_WRITE);
+ return !(pte & WP_ENTRY_WRITE);
 }
