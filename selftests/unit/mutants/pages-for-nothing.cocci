// SPDX-License-Identifier: GPL-2.0
// Each batch is followed by as many pages as the next could need: a slot without blocks, in a memory cgroup that
// has no room, fails the ioctl for want of pages that nobody would use.
// Seen: pages are asked for only once a block has been seen.
// File: module/pass.c
@@
statement T;
@@
 wp_pass_refill(...)
 {
 ...
- if (status != WP_STARVED && ...) T
+ (void)status;
 ...
 }
