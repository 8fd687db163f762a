// SPDX-License-Identifier: GPL-2.0
// A table that was built for a level-1 block is used for the first level-2 block in it, whose entry looks the
// same: that block's pages become blocks of the whole gigabyte, which the last level does not have.
// Seen: a table is used only for a block of the same level, also when KVM has made the range smaller blocks between
// look and use.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prepared->addr != block->addr || prepared->level != block->level || prepared->pte != block->pte
+ prepared->addr != block->addr || prepared->pte != block->pte
 ...>
 }
