// SPDX-License-Identifier: GPL-2.0
// A walk that stops for lack of a page, or to install a level-1 block's table, resumes after the entry and never
// handles it.
// Violates: a pass with a splitter leaves no block.
// File: module/core/walk.c
@@ @@
 wp_walk_stopped(...)
 {
 <...
- batch->next = status == WP_MORE ? end : addr;
+ batch->next = end;
 ...>
 }
