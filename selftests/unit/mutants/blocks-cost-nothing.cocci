// Blocks that are protected whole do not count as work: in a guest of terabytes the lock is held for milliseconds.
// Violates: a hold ends soon after WP_BATCH_NS.
// File: module/core/walk.c
@@
@@
 wp_walk_block(...)
 {
 <...
- return wp_batch_pause(batch, 1) ? WP_MORE : WP_DONE;
+ return WP_DONE;
 ...>
 }
