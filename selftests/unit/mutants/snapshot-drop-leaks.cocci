// SPDX-License-Identifier: GPL-2.0
// Tables that were built and not used are lost.
// Seen: pages are in a table that is reachable, in the reserve, or free.
// File: module/core/snapshot.c
@@
statement T;
@@
 wp_snapshot_drop(...)
 {
 <...
- if (snapshot->block[i].table) T
+ (void)reserve;
 ...>
 }
