// SPDX-License-Identifier: GPL-2.0
// The pages that a block is split into are marked as blocks, which the last level does not have: hardware takes
// the entries for invalid, the guest's memory is gone.
// Seen: each IPA is to be translated as it was before.
// File: include/kvm_arm_wp_entry.h
@@
expression block;
@@
 wp_entry_child(...)
 {
- return ... ? block | WP_ENTRY_TYPE : block;
+ return block;
 }
