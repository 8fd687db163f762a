// SPDX-License-Identifier: GPL-2.0
// The ioctl fails if the VM's table disappears while the pass is between two batches.
// Violates: a table that is gone is no error.
// File: module/prepare.c
@@
expression kvm;
@@
 wp_prepare_step(...)
 {
 <...
 if (!kvm_arm_wp_stage2_lock(kvm, ...))
- return 0;
+ return -ENOENT;
 ...>
 }
