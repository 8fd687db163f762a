// SPDX-License-Identifier: GPL-2.0
// The batch begins where the collection of its blocks ended: no block is split.
// Violates: a pass with a splitter leaves no block.
// File: module/core/snapshot.c
@@
identifier start;
@@
 wp_snapshot_look(...)
 {
 ...
 phys_addr_t start = batch->next;
 ...
- batch->next = start;
+ (void)start;
 }
