// SPDX-License-Identifier: GPL-2.0
// The search in a new snapshot begins where the search in the previous one ended: from the second batch on tables are
// filled under the lock, which the splitter has to avoid.
// Violates: prebuilt, if nothing changes between look and use.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_look(...)
 {
 <...
- batch->snapshot->next = 0;
 ...>
 }
