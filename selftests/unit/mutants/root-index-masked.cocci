// SPDX-License-Identifier: GPL-2.0
// Where tables are concatenated at the start level only the first is found: what is mapped by the others is
// never split or protected, and the first is done for them.
// Seen: the IPAs of a slot above the first table's reach.
// File: include/kvm_arm_wp_level.h
@@ @@
 wp_root_index(...)
 {
- return addr >> kvm_granule_shift(level);
+ return (addr >> kvm_granule_shift(level)) & (PTRS_PER_PTE - 1);
 }
