// SPDX-License-Identifier: GPL-2.0
// The pages of a split block are created writable although they count as protected: no later walk protects them, and
// pages that the guest writes are not copied.
// Violates: a pass with a protector leaves no writable leaf.
// File: include/kvm_arm_wp_entry.h
@@
identifier child;
@@
 wp_entry_fill(...)
 {
 ...
- if (child & clear)
- 	child = wp_entry_protected(child);
 ...
 }
