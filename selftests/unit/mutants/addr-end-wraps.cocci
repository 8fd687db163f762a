// SPDX-License-Identifier: GPL-2.0
// Ends are compared, not last bytes: a range up to the very top of the address space, whose end is 0, is taken
// for one without an end inside the first entry.
// Seen: wp_addr_end() says what it returns when a boundary, or the end, is 0.
// File: include/kvm_arm_wp_level.h
@@ @@
 wp_addr_end(...)
 {
 <...
- boundary - 1 < end - 1
+ boundary < end
 ...>
 }
