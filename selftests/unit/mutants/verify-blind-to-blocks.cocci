// SPDX-License-Identifier: GPL-2.0
// Verification accepts blocks that were not split.
// Violates: verification reports the block that a faulty strategy leaves.
// File: module/core/verify.c
@@ @@
 wp_verify_block(...)
 {
 <...
- return addr < check->start && !job->served;
+ return true;
 ...>
 }
