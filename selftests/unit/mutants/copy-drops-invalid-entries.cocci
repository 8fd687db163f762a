// SPDX-License-Identifier: GPL-2.0
// The copy of a table has nothing where the original had an invalid entry that says something: who owns the
// page is forgotten.
// Seen: invalid entries are copied as they are.
// File: include/kvm_arm_wp_entry.h
@@
identifier i;
@@
 wp_entry_copy_each(...)
 {
 <...
- table[i] = pte;
+ table[i] = kvm_pte_valid(pte) ? pte : 0;
 ...>
 }
