// SPDX-License-Identifier: GPL-2.0
// The blocks that a larger block is split into are marked as tables: hardware reads the guest's own memory as
// entries, so that the guest chooses what it can reach.
// Seen: each IPA is to be translated as it was before.
// File: include/kvm_arm_wp_entry.h
@@
expression block;
@@
 wp_entry_child(...)
 {
- return ... ? block | WP_ENTRY_TYPE : block;
+ return block | WP_ENTRY_TYPE;
 }
