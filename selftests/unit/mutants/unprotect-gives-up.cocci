// SPDX-License-Identifier: GPL-2.0
// A write fault that another vCPU was faster with counts as handled, although the page may be read-only or gone.
// Violates: a fault that is handled leaves a writable page.
// File: include/kvm_arm_wp_entry.h
@@
identifier flip;
@@
 wp_entry_unprotect(...)
 {
 ...
- return cmpxchg(ptep, pte, pte ^ flip) == pte;
+ cmpxchg(ptep, pte, pte ^ flip);
+ return true;
 }
