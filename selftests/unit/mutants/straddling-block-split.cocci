// SPDX-License-Identifier: GPL-2.0
// A block that a fault has put where the pass has been in part is split again: as long as the guest goes on, so
// does the pass, and each time around the guest is shut out of a large mapping.
// Seen: a pass of ours leaves a block alone that begins before the address at which it arrives.
// File: module/core/walk.c
@@ @@
 wp_walk_block(...)
 {
 <...
- if (block.addr != addr && !batch->job->served) return WP_DONE;
 ...>
 }
