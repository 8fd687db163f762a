// SPDX-License-Identifier: GPL-2.0
// A copy that was swapped in for KVM is not flushed, and the original never returned: hardware may still walk the
// original, because KVM's flushes of single pages do not invalidate it.
// Violates: a swap needs a flush before the lock is released, by any holder, see wp_entry_swap().
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
