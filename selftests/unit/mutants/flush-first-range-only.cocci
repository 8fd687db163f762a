// SPDX-License-Identifier: GPL-2.0
// Only the first change since the last flush is flushed: vCPUs continue to write to protected pages, and hold a block
// and pages of it at once.
// Violates: when the lock is released, no TLB holds an outdated entry.
// File: module/core/batch.c
@@ @@
 wp_batch_stale(...)
 {
 <...
- batch->stale_end = max(batch->stale_end, end);
+ batch->stale_end = batch->stale_end ?: end;
 ...>
 }
