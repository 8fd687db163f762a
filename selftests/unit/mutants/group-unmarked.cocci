// SPDX-License-Identifier: GPL-2.0
// Leaves that are protected together get no mark, so KVM has to handle the faults of all of them.
// Violates: what a protector takes from a leaf can be given back.
// File: include/kvm_arm_wp_entry.h
@@
identifier all, flip;
@@
 wp_entry_protect_group(...)
 {
 <...
- flip = WP_ENTRY_WRITE | (~all & WP_ENTRY_WAS_WRITABLE);
+ flip = WP_ENTRY_WRITE;
 ...>
 }
