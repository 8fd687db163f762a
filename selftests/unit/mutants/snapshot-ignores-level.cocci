// SPDX-License-Identifier: GPL-2.0
// A table that was prebuilt for a level-1 block is used for the first level-2 block in it, which has the same
// descriptor: the pages of that block become level-2 blocks of the whole gigabyte, which do not exist at the last
// level.
// Violates: a table is used only for a block of the same level, even if KVM has replaced the level-1 block by smaller
// ones between look and use.
// File: module/core/batch.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prebuilt->addr != block->addr || prebuilt->level != block->level || prebuilt->pte != block->pte
+ prebuilt->addr != block->addr || prebuilt->pte != block->pte
 ...>
 }
