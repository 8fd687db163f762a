// SPDX-License-Identifier: GPL-2.0
// Unmapped entries do not count as work: over a large hole the lock is held to the end of the hole, even if another CPU
// waits for it.
// Violates: a batch ends soon after another CPU wants the lock.
// File: module/core/walk.c
@@
expression status;
@@
 wp_walk_entry(...)
 {
 <...
- status = wp_batch_pause(batch, 1) ? WP_MORE : WP_DONE;
+ status = WP_DONE;
 ...>
 }
