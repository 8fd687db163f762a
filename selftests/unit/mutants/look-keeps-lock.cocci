// SPDX-License-Identifier: GPL-2.0
// The lock is not released after the search for blocks: pages for their tables are allocated with the lock held, and
// the lock is taken twice.
// Violates: the lock is not held when pages are allocated or the lock is taken.
// File: module/prepare.c
@@ @@
 wp_prepare_prebuild(...)
 {
 <...
- kvm_arm_wp_stage2_unlock(kvm);
 ...>
 }
