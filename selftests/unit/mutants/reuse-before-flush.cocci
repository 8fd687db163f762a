// SPDX-License-Identifier: GPL-2.0
// A table that was swapped out is used again at once: hardware that still has its address walks through the copy
// of another table.
// Seen: no page that a walk cache may point to is written or disowned before a flush.
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
