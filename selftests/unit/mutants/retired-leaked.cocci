// SPDX-License-Identifier: GPL-2.0
// Tables that were swapped out are never given back: each round of the log costs as much memory as the tables
// take.
// Seen: pages are in a table that is reachable, in the reserve, or free.
// File: module/core/batch.c
@@ @@
 wp_batch_settle(...)
 {
 <...
- wp_batch_unused(...);
 ...>
 }
