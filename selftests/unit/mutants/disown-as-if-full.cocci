// SPDX-License-Identifier: GPL-2.0
// More references are dropped from a swapped-out table than its entries hold: the page is freed while it is in the
// reserve.
// Violates: disowning a table reverses its adoption.
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
