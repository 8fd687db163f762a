// SPDX-License-Identifier: GPL-2.0
// The attributes of a block are taken for bits that make it unsplittable: no block is ever split, and verification,
// which uses the same test, does not complain.
// Violates: a pass with a splitter leaves no block.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_splittable(...)
 {
- return !(block & (wp_level_size(level) - 1) & ~(PAGE_SIZE - 1));
+ return !(block & (wp_level_size(level) - 1) & ~(WP_ENTRY_TYPE | KVM_PTE_VALID));
 }
