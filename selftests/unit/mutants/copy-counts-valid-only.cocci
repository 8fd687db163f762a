// SPDX-License-Identifier: GPL-2.0
// A table's copy gets no references for entries that are invalid but not zero, which KVM counts: the table is
// freed while it is in use.
// Seen: a table that is reachable has one reference for itself and one for each entry that is not zero.
// File: include/kvm_arm_wp_entry.h
@@
identifier pte;
@@
 wp_entry_copy_each(...)
 {
 <...
- !!pte
+ kvm_pte_valid(pte)
 ...>
 }
