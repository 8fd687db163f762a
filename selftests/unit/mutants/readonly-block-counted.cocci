// SPDX-License-Identifier: GPL-2.0
// The pages of a block that was already read-only count as protected by the pass.
// Violates: ptes_wp is the number of leaves that lost the permission.
// File: module/core/batch.c
@@ @@
 wp_batch_count_split(...)
 {
 <...
- wp_batch_clear(batch, block) && !wp_entry_is_readonly(block->pte)
+ wp_batch_clear(batch, block)
 ...>
 }
