// SPDX-License-Identifier: GPL-2.0
// Only the first change since the last flush is flushed: vCPUs go on writing to protected pages, and hold blocks
// and pages of them at once.
// Seen: no TLB holds what the tables no longer say when the lock is released.
// File: module/core/batch.c
@@ @@
 wp_batch_stale(...)
 {
 <...
- batch->stale_end = max(batch->stale_end, end);
+ batch->stale_end = batch->stale_end ?: end;
 ...>
 }
