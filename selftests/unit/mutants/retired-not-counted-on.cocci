// SPDX-License-Identifier: GPL-2.0
// A batch that waits for the pages of tables that it has swapped out says that it has none: KVM's pass goes on in
// place with the first flush.
// Seen: "again" if there are pages that can be used again, see wp_batch_wait(); tables_swapped.
// File: module/core/batch.c
@@ @@
 wp_batch_wait(...)
 {
 return
- wp_batch_full(batch) || batch->nr_retired
+ wp_batch_full(batch)
 ? WP_AGAIN : WP_STARVED;
 }
