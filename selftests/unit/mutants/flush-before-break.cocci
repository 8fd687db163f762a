// SPDX-License-Identifier: GPL-2.0
// Blocks are broken after the flush: a walk in between brings the block back into a TLB before the table is installed.
// Violates: between a block and a table there are an invalid entry and a flush of it.
// File: module/core/batch.c
@@
identifier i;
@@
 wp_batch_settle(...)
 {
 ...
+ wp_batch_flush(batch);
 for (i = 0; i < batch->nr; i++)
	wp_entry_break(...);
- wp_batch_flush(batch);
 ...
 }
