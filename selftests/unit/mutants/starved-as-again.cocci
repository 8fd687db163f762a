// SPDX-License-Identifier: GPL-2.0
// "No page" is taken for "flush first": a batch without a page visits the same block for ever, with the lock held.
// Seen: a batch ends when its reserve is empty.
// File: module/core/batch.c
@@ @@
 wp_batch_wait(...)
 {
- return ...;
+ return WP_AGAIN;
 }
