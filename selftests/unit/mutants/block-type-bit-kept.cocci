// SPDX-License-Identifier: GPL-2.0
// The pages of a split block have the descriptor type of a block, which does not exist at the last level: hardware
// treats the entries as invalid, and the guest loses the memory.
// Violates: each IPA is translated as before.
// File: include/kvm_arm_wp_entry.h
@@
expression block;
@@
 wp_entry_child(...)
 {
- return ... ? block | WP_ENTRY_TYPE : block;
+ return block;
 }
