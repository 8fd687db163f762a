// SPDX-License-Identifier: GPL-2.0
// If tables are concatenated at the start level, only the first one is found: memory that the others map is never split
// or protected, and the first is processed in their place.
// Violates: a slot's IPAs beyond the first table are processed.
// File: include/kvm_arm_wp_level.h
@@ @@
 wp_root_index(...)
 {
- return addr >> kvm_granule_shift(level);
+ return (addr >> kvm_granule_shift(level)) & (PTRS_PER_PTE - 1);
 }
