// SPDX-License-Identifier: GPL-2.0
// A VM whose table goes while the pass is between two batches fails the ioctl.
// Seen: nothing left to do is no error.
// File: module/pass.c
@@
expression kvm;
@@
 wp_pass_step(...)
 {
 <...
 if (!kvm_arm_wp_stage2_lock(kvm, ...))
- return 0;
+ return -ENOENT;
 ...>
 }
