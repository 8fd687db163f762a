// SPDX-License-Identifier: GPL-2.0
// The search for a block's table ends one block early: all that was built ahead is thrown away, and each table is
// filled under the lock, which the splitter was chosen to avoid.
// Seen: prebuilt, where nothing changes between look and use.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prepared->addr > block->addr
+ prepared->addr >= block->addr
 ...>
 }
