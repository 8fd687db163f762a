// SPDX-License-Identifier: GPL-2.0
// The pages of a block that was read-only before count as protected by us.
// Seen: ptes_wp is how many leaves have lost the permission.
// File: module/core/batch.c
@@ @@
 wp_batch_count_split(...)
 {
 <...
- wp_batch_clear(batch, block) && !wp_entry_is_readonly(block->pte)
+ wp_batch_clear(batch, block)
 ...>
 }
