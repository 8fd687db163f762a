// SPDX-License-Identifier: GPL-2.0
// "No page" is taken for "flush first": a batch without a page visits the same block forever, with the lock held.
// Violates: a batch ends when its reserve is empty.
// File: module/core/batch.c
@@ @@
 wp_batch_wait(...)
 {
 ...
- return ...;
+ return WP_AGAIN;
 }
