// SPDX-License-Identifier: GPL-2.0
// A table that was installed is given back with those that were not: it is filled for another block while it maps
// the first.
// Seen: a page that is reachable is not in the reserve.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prepared->table = NULL;
 ...>
 }
