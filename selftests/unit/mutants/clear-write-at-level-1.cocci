// SPDX-License-Identifier: GPL-2.0
// The level-2 blocks of a split level-1 block are created protected: they count as pages, and the pages that they later
// become do not; between two batches the guest faults on whole blocks.
// Violates: ptes_wp; only pages are created protected, see wp_job_clear().
// File: module/core/batch.h
@@ @@
 wp_job_clear(...)
 {
 return
- job->protector && level + 1 == WP_LAST_LEVEL
+ job->protector
 ? WP_ENTRY_WRITE : 0;
 }
