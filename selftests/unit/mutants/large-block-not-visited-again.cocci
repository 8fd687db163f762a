// SPDX-License-Identifier: GPL-2.0
// After a level-1 block was split into level-2 blocks, the walk continues after them: they stay blocks.
// Violates: a pass with a splitter leaves no block.
// File: module/core/splitter.c
@@
expression E;
@@
 wp_split_block(...)
 {
 <...
- return E ? WP_AGAIN : WP_DONE;
+ return WP_DONE;
 ...>
 }
