// SPDX-License-Identifier: GPL-2.0
// Of all blocks that were broken the last gets no table: the guest loses the memory until it faults, and the
// table is lost to KVM for good.
// Seen: each IPA is to be translated as it was before.
// File: module/core/batch.c
@@
identifier i;
@@
 wp_batch_settle(...)
 {
 <...
- for (i = 0; i < batch->nr; i++)
+ for (i = 0; i + 1 < batch->nr; i++)
	wp_entry_make(...);
 ...>
 }
