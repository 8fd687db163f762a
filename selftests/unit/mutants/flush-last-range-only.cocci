// SPDX-License-Identifier: GPL-2.0
// Only the last change is flushed: vCPUs go on writing to the pages that were protected before it.
// Seen: no TLB holds what the tables no longer say when the lock is released.
// File: module/core/batch.c
@@ @@
 wp_batch_stale(...)
 {
 <...
- if (...) batch->stale_start = addr;
+ batch->stale_start = addr;
 ...>
 }
