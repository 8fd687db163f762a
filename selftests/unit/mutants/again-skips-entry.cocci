// SPDX-License-Identifier: GPL-2.0
// A walk that stops for want of a page, or to have a large block's table installed, goes on behind the entry:
// what it stopped for is left as it was.
// Seen: no block is left behind a pass that has a splitter.
// File: module/core/walk.c
@@ @@
 wp_walk_stopped(...)
 {
 <...
- batch->next = status == WP_MORE ? end : addr;
+ batch->next = end;
 ...>
 }
