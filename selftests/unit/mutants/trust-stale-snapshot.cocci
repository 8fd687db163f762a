// SPDX-License-Identifier: GPL-2.0
// A table that was prebuilt from an old value of the block is installed for the present one: the guest reaches memory
// that was taken away from it meanwhile.
// Violates: a table is used only if the entry has exactly the same value.
// File: module/core/batch.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prebuilt->addr != block->addr || prebuilt->level != block->level || prebuilt->pte != block->pte
+ prebuilt->addr != block->addr || prebuilt->level != block->level
 ...>
 }
