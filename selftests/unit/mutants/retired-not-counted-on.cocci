// SPDX-License-Identifier: GPL-2.0
// A batch that waits for the pages of swapped-out tables reports that it has none: KVM's pass continues in place after
// the first flush.
// Violates: "again" if pages can be reused, see wp_batch_wait(); tables_swapped.
// File: module/core/batch.c
@@ @@
 wp_batch_wait(...)
 {
 ...
 return
- wp_batch_full(batch) || batch->nr_retired
+ wp_batch_full(batch)
 ? WP_AGAIN : WP_STARVED;
 }
