// SPDX-License-Identifier: GPL-2.0
// Swapped-out tables are returned to the reserve with each following flush: one page becomes two tables.
// Violates: a page is in the reserve once, and has its original references.
// File: module/core/batch.c
@@ @@
 wp_batch_settle(...)
 {
 ...
- batch->nr_retired = 0;
 ...
 }
