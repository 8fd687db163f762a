// SPDX-License-Identifier: GPL-2.0
// The search for a block's table ends one block early: all prebuilt tables are discarded and each table is filled under
// the lock, which the splitter has to avoid.
// Violates: prebuilt, if nothing changes between look and use.
// File: module/core/batch.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prebuilt->addr > block->addr
+ prebuilt->addr >= block->addr
 ...>
 }
