// SPDX-License-Identifier: GPL-2.0
// A copy that was swapped in for KVM is not flushed, and the original never given back: hardware may go on with
// the original, and KVM's flushes of single pages do not tell it.
// Seen: a swap owes a flush before the lock is released, whoever holds it, see wp_entry_swap().
// File: module/core/batch.c
@@
expression E;
@@
 wp_batch_swap(...)
 {
 <...
- wp_batch_stale(E, ...);
+ if (!batch->job->served) wp_batch_stale(batch, run->addr, run->addr + run->nr * PAGE_SIZE);
 ...>
 }
