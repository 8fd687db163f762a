// SPDX-License-Identifier: GPL-2.0
// The copy of a table grants what the original did: pages count as protected, are written, and not copied.
// Seen: no leaf is writable behind a walker.
// File: include/kvm_arm_wp_entry.h
@@
identifier pte;
@@
 wp_entry_copy_each(...)
 {
 <...
- pte &= ~WP_ENTRY_WRITE;
 ...>
 }
