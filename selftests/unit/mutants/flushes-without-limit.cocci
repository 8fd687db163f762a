// SPDX-License-Identifier: GPL-2.0
// One batch after the other is flushed without letting go of the lock while the clock permits: with slow flushes
// of a small number of tables each, others wait for all of them.
// Seen: tlb_flushes of a batch that has moved on is at most WP_BATCH_FLUSHES.
// File: module/core/batch.c
@@ @@
 wp_batch_goes_on(...)
 {
 <...
- return batch->counts.tlb_flushes < WP_BATCH_FLUSHES && !wp_batch_expired(batch);
+ return !wp_batch_expired(batch);
 ...>
 }
