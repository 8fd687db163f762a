// SPDX-License-Identifier: GPL-2.0
// A block that begins before KVM's chunk is not split: KVM believes that it was, and a later write to one of its pages
// makes the whole block dirty.
// Violates: each block that overlaps the requested range becomes a table.
// File: module/core/walk.c
@@ @@
 wp_walk_block(...)
 {
 <...
- block.addr != addr && !batch->job->served
+ block.addr != addr
 ...>
 }
