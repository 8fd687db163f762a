// SPDX-License-Identifier: GPL-2.0
// The level-2 blocks that a level-1 block is split into are born protected: they count as pages, and the real
// pages in them do not; between two batches the guest faults on whole blocks.
// Seen: ptes_wp; and that only pages are born protected, see wp_job_clear().
// File: module/core/batch.h
@@ @@
 wp_job_clear(...)
 {
 return
- job->walker && level + 1 == WP_LAST_LEVEL
+ job->walker
 ? WP_ENTRY_WRITE : 0;
 }
