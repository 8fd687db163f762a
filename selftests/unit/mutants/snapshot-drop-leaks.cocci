// SPDX-License-Identifier: GPL-2.0
// Prebuilt tables that were not used leak.
// Violates: each page is in a reachable table, in the reserve, or free.
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
