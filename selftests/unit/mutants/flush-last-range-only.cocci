// SPDX-License-Identifier: GPL-2.0
// Only the last change is flushed: vCPUs continue to write to pages that were protected before it.
// Violates: when the lock is released, no TLB holds an outdated entry.
// File: module/core/batch.c
@@ @@
 wp_batch_stale(...)
 {
 <...
- if (...) batch->stale_start = addr;
+ batch->stale_start = addr;
 ...>
 }
