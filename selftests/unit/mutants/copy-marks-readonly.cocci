// SPDX-License-Identifier: GPL-2.0
// The copy of a table marks read-only leaves as well: a write fault then makes them writable.
// Violates: only a leaf that was writable has the mark.
// File: include/kvm_arm_wp_entry.h
@@
identifier pte;
@@
 wp_entry_copy_each(...)
 {
 <...
- if (!wp_entry_is_readonly(pte))
+ if (kvm_pte_valid(pte))
 { ... }
 ...>
 }
