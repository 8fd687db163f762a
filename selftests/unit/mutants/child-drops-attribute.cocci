// SPDX-License-Identifier: GPL-2.0
// The entries of a split block lose "execute never": a guest can execute memory that it must not.
// Violates: a child has every bit of its block but the type bit, see wp_entry_child().
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_child(...)
 {
- return
+ return ~BIT_ULL(54) & (
  ...
+ )
 ;
 }
