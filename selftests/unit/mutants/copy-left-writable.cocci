// SPDX-License-Identifier: GPL-2.0
// The copy of a table keeps the write permissions of the original: pages count as protected, but writes to them are not
// logged, and the pages are not copied.
// Violates: a protector leaves no writable leaf.
// File: include/kvm_arm_wp_entry.h
@@
identifier pte;
@@
 wp_entry_copy_each(...)
 {
 <...
- pte = wp_entry_protected(pte);
 ...>
 }
