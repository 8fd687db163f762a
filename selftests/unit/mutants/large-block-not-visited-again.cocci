// SPDX-License-Identifier: GPL-2.0
// When a level-1 block has become level-2 blocks the walk goes on behind them: they stay blocks.
// Seen: no block is left behind a pass that has a splitter.
// File: module/core/splitter_inplace.c
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
