// SPDX-License-Identifier: GPL-2.0
// A reserve takes the pages that a large slot could need instead of the pages that it has room for, and overwrites the
// memory behind it.
// Violates: a reserve has room for WP_BATCH_TABLES pages.
// File: module/reserve.c
@@ @@
 wp_reserve_fill(...)
 {
 ...
- want = min_t(...);
 ...
 }
