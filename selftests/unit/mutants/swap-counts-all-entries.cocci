// SPDX-License-Identifier: GPL-2.0
// All entries of a table that was swapped count as protected, also those that map nothing or were read-only.
// Seen: ptes_wp is how many leaves have lost the permission.
// File: module/core/batch.c
@@ @@
 wp_batch_swap(...)
 {
 <...
- batch->counts.ptes_wp += copied->protected;
+ batch->counts.ptes_wp += copied->entries;
 ...>
 }
