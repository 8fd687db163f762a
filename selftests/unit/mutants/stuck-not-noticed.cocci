// SPDX-License-Identifier: GPL-2.0
// A batch that made no progress is followed by one like it: if a guest and KVM change blocks as fast as tables are
// prebuilt, a pass does not end.
// Violates: a pass ends although each block changes between look and use.
// File: module/prepare.c
@@
identifier start;
@@
 wp_prepare_step(...)
 {
 <...
- prepare->stuck = batch->next == start;
+ prepare->stuck = batch->next < start;
 ...>
 }
