// SPDX-License-Identifier: GPL-2.0
// A page that a write fault has made writable keeps its mark.
// Violates: a writable page has no mark, unless KVM has handled its fault.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_unprotect(...)
 {
- const kvm_pte_t flip = WP_ENTRY_WRITE | WP_ENTRY_WAS_WRITABLE;
+ const kvm_pte_t flip = WP_ENTRY_WRITE;
 ...
 }
