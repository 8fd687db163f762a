// SPDX-License-Identifier: GPL-2.0
// All entries of a swapped table count as protected, including unmapped and read-only ones.
// Violates: ptes_wp is the number of leaves that lost the permission.
// File: module/core/batch.c
@@ @@
 wp_batch_swap(...)
 {
 <...
- batch->counts.ptes_wp += copied->protected;
+ batch->counts.ptes_wp += copied->entries;
 ...>
 }
