// SPDX-License-Identifier: GPL-2.0
// The last of the broken blocks gets no table: the guest loses the memory until it faults, and the table leaks.
// Violates: each IPA is translated as before.
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
