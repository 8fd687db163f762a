// SPDX-License-Identifier: GPL-2.0
// A new snapshot is searched from where the search in the one before ended: from the second batch on tables are
// filled under the lock, which the splitter was chosen to avoid.
// Seen: prebuilt, where nothing changes between look and use.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_look(...)
 {
 <...
- batch->snapshot->next = 0;
 ...>
 }
