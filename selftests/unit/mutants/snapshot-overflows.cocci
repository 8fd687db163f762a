// SPDX-License-Identifier: GPL-2.0
// The children of a level-1 block are collected without a limit: they overwrite the memory behind the snapshot.
// Violates: a snapshot has room for WP_BATCH_TABLES blocks.
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
