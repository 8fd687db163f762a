// SPDX-License-Identifier: GPL-2.0
// A table's copy gets no references for invalid, non-zero entries, which KVM counts: KVM frees the table while it is in
// use.
// Violates: a reachable table has one reference for itself and one for each non-zero entry.
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
