// SPDX-License-Identifier: GPL-2.0
// A block that begins before the chunk that KVM asks for is left whole: KVM believes that it was split, and a
// write to any page of it later makes all of it dirty to get at.
// Seen: KVM is promised that each block that overlaps the range becomes a table.
// File: module/core/walk.c
@@ @@
 wp_walk_block(...)
 {
 <...
- block.addr != addr && !batch->job->served
+ block.addr != addr
 ...>
 }
