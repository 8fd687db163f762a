// SPDX-License-Identifier: GPL-2.0
// Pages that one of the module's passes protects in place are not flushed: vCPUs continue to write through their TLBs.
// Violates: when the lock is released, no TLB holds an outdated entry.
// File: module/core/batch.c
@@ @@
 wp_batch_protected(...)
 {
 <...
- if (!batch->job->served) wp_batch_stale(...);
 ...>
 }
