// SPDX-License-Identifier: GPL-2.0
// A block that a fault has mapped over the part that the pass has just done is split again: the guest can keep the pass
// busy forever, and loses a large mapping each time.
// Violates: the module's own passes leave a block alone that begins before the address at which they arrive.
// File: module/core/walk.c
@@ @@
 wp_walk_block(...)
 {
 <...
- if (block.addr != addr && !batch->job->served) return WP_DONE;
 ...>
 }
