// SPDX-License-Identifier: GPL-2.0
// A batch that came to nothing is followed by one like it: where a guest and KVM change blocks as fast as tables
// are built ahead, a pass does not end.
// Seen: a pass ends although each block changes between look and use.
// File: module/pass.c
@@
identifier start;
@@
 wp_pass_step(...)
 {
 <...
- pass->stuck = batch->next == start;
+ pass->stuck = batch->next < start;
 ...>
 }
