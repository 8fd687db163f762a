// SPDX-License-Identifier: GPL-2.0
// Tables that were swapped out are given back with each flush that follows: one page is two tables.
// Seen: a page is in the reserve once, and has the references that it had.
// File: module/core/batch.c
@@ @@
 wp_batch_settle(...)
 {
 ...
- batch->nr_retired = 0;
 ...
 }
