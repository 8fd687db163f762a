// SPDX-License-Identifier: GPL-2.0
// The children of a large block are collected without end: what lies in memory behind the snapshot is lost.
// Seen: a snapshot has room for WP_BATCH_TABLES blocks.
// File: module/core/snapshot.c
@@
identifier i;
@@
 wp_snapshot_add_children(...)
 {
 <...
- i < PTRS_PER_PTE && !wp_snapshot_full(snapshot)
+ i < PTRS_PER_PTE
 ...>
 }
