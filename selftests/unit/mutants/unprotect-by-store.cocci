// SPDX-License-Identifier: GPL-2.0
// A write fault stores to the entry without a look at what another vCPU has made of it meanwhile.
// Violates: a fault changes only the entry that it has judged.
// File: include/kvm_arm_wp_entry.h
@@
identifier flip;
@@
 wp_entry_unprotect(...)
 {
 ...
- return cmpxchg(ptep, pte, pte ^ flip) == pte;
+ cmpxchg(ptep, pte, pte);
+ WRITE_ONCE(*ptep, pte ^ flip);
+ return true;
 }
