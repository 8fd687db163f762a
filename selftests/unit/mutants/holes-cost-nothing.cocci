// SPDX-License-Identifier: GPL-2.0
// Entries that map nothing are not counted as work: over a large hole the lock is held until its end, whoever
// waits for it.
// Seen: a batch ends soon after the lock is wanted.
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
