// SPDX-License-Identifier: GPL-2.0
// A walk that stops for others comes back to the entry that it has just done: as long as somebody waits for the
// lock the pass stays where it is.
// Seen: a pass ends under a lock that is always wanted.
// File: module/core/walk.c
@@ @@
 wp_walk_stopped(...)
 {
 <...
- batch->next = status == WP_MORE ? end : addr;
+ batch->next = addr;
 ...>
 }
