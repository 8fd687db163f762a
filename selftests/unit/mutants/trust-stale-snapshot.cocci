// SPDX-License-Identifier: GPL-2.0
// A table that was built for what a block was a moment ago is installed for what it is now: the guest reaches
// memory that was taken from it meanwhile.
// Seen: a table is used only if the entry has the very same value.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prepared->addr != block->addr || prepared->level != block->level || prepared->pte != block->pte
+ prepared->addr != block->addr || prepared->level != block->level
 ...>
 }
