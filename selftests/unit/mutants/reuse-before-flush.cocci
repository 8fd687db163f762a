// SPDX-License-Identifier: GPL-2.0
// A swapped-out table is reused at once: hardware that still holds its address walks the copy of another table.
// Violates: before a flush, no page that a walk cache may hold is written or disowned.
// File: module/core/batch.c
@@ @@
 wp_batch_swap(...)
 {
 ...
 wp_entry_swap(...);
+ wp_env_disown(run->ptep, copied->entries);
+ wp_batch_unused(batch, run->ptep);
+ batch->nr_retired--;
 ...
 }
