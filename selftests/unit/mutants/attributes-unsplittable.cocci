// SPDX-License-Identifier: GPL-2.0
// The attributes of a block are taken for bits that cannot be divided: no block is ever split, and verification,
// which asks the same, calls that right.
// Seen: no block is left behind a pass that has a splitter.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_splittable(...)
 {
- return !(block & (wp_level_size(level) - 1) & ~(PAGE_SIZE - 1));
+ return !(block & (wp_level_size(level) - 1) & ~(WP_ENTRY_TYPE | KVM_PTE_VALID));
 }
