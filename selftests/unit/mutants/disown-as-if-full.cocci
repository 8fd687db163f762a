// SPDX-License-Identifier: GPL-2.0
// More references are taken from a table that was swapped out than its entries stand for: the page is freed
// while it is in the reserve.
// Seen: disowning reverses what the table was adopted with.
// File: module/core/batch.c
@@
expression E;
@@
 wp_batch_settle(...)
 {
 <...
- wp_env_disown(E, ...);
+ wp_env_disown(E, PTRS_PER_PTE);
 ...>
 }
