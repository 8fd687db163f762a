// SPDX-License-Identifier: GPL-2.0
// Verification calls right what was not split.
// Seen: the finding, behind a strategy that leaves a block as it is.
// File: module/core/verify.c
@@ @@
 wp_verify_block(...)
 {
 <...
- return addr < check->start && !job->served;
+ return true;
 ...>
 }
