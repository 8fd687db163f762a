// SPDX-License-Identifier: GPL-2.0
// A page loses its access flag with its write permission: each page costs one more fault, and looks unused to reclaim.
// Violates: a protector changes only the write permission.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_protect(...)
 {
- WRITE_ONCE(*ptep, wp_entry_protected(pte));
+ WRITE_ONCE(*ptep, wp_entry_protected(pte) & ~BIT(10));
 }
