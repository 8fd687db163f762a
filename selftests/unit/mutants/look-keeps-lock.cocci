// SPDX-License-Identifier: GPL-2.0
// The lock is not released after looking for blocks: the pages for their tables are allocated with it held, and it
// is taken again.
// Seen: the lock is free when pages are asked for, and taken by who does not have it.
// File: module/pass.c
@@ @@
 wp_pass_foresee(...)
 {
 <...
- kvm_arm_wp_stage2_unlock(kvm);
 ...>
 }
