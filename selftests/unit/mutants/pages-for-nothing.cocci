// SPDX-License-Identifier: GPL-2.0
// After each batch, as many pages are allocated as the next one could need at most: for a slot without blocks, in a
// full memory cgroup, the ioctl fails for lack of pages that it does not need.
// Violates: pages are allocated only after a block was found.
// File: module/prepare.c
@@
statement T;
@@
 wp_prepare_refill(...)
 {
 ...
- if (status != WP_STARVED && ...) T
+ (void)status;
 ...
 }
