// SPDX-License-Identifier: GPL-2.0
// The code compares ends instead of last bytes. A range up to the top of the address space ends at 0, and the code
// takes it for a range that ends beyond the first entry.
// Violates: wp_addr_end() documents its result when a boundary, or the end, is 0.
// File: include/kvm_arm_wp_level.h
@@ @@
 wp_addr_end(...)
 {
 <...
- boundary - 1 < end - 1
+ boundary < end
 ...>
 }
