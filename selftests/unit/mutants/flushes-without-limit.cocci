// SPDX-License-Identifier: GPL-2.0
// A hold makes one flush after the other until its time is up: if flushes are slow and each is for few tables, other
// CPUs wait for all of them.
// Violates: tlb_flushes of a batch that has made progress is at most WP_BATCH_FLUSHES.
// File: module/core/walk.c
@@ @@
 wp_walk_again(...)
 {
 <...
- return batch->counts.tlb_flushes < WP_BATCH_FLUSHES && !wp_batch_expired(batch);
+ return !wp_batch_expired(batch);
 ...>
 }
