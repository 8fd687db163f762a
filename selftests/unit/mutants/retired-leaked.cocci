// SPDX-License-Identifier: GPL-2.0
// Swapped-out tables are never returned: each round of the log leaks as much memory as the tables need.
// Violates: each page is in a reachable table, in the reserve, or free.
// File: module/core/batch.c
@@ @@
 wp_batch_settle(...)
 {
 <...
- wp_batch_unused(...);
 ...>
 }
