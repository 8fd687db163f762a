// SPDX-License-Identifier: GPL-2.0
// A block with a bit that only blocks have (nT) is split like any other: the bit becomes part of the address of each
// page.
// Violates: such a block is left alone.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_is_splittable(...)
 {
- return ...;
+ return true;
 }
