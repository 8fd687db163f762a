// SPDX-License-Identifier: GPL-2.0
// The level-2 blocks of a split level-1 block have the descriptor type of a table: hardware reads the guest's memory as
// entries, so the guest can map any memory.
// Violates: each IPA is translated as before.
// File: include/kvm_arm_wp_entry.h
@@
expression block;
@@
 wp_entry_child(...)
 {
- return ... ? block | WP_ENTRY_TYPE : block;
+ return block | WP_ENTRY_TYPE;
 }
