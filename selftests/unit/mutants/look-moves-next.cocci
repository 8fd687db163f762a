// SPDX-License-Identifier: GPL-2.0
// The batch begins where the collection of its blocks has ended: none of them is split.
// Seen: no block is left behind a pass that has a splitter.
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
