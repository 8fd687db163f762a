// SPDX-License-Identifier: GPL-2.0
// The pages of a read-only block get the mark if they are to be protected.
// Violates: only a leaf that was writable has the mark.
// File: include/kvm_arm_wp_entry.h
@@
identifier child;
@@
 wp_entry_fill(...)
 {
 ...
- if (child & clear)
- 	child = wp_entry_protected(child);
+ if (clear)
+ 	child = (child & ~WP_ENTRY_WRITE) | WP_ENTRY_WAS_WRITABLE;
 ...
 }
