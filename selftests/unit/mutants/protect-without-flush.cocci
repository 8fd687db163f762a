// SPDX-License-Identifier: GPL-2.0
// What a pass of ours protects in place is not flushed: vCPUs go on writing by what their TLBs hold.
// Seen: no TLB holds what the tables no longer say when the lock is released.
// File: module/core/batch.c
@@ @@
 wp_batch_protected(...)
 {
 <...
- if (!batch->job->served) wp_batch_stale(...);
 ...>
 }
