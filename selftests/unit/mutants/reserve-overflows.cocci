// SPDX-License-Identifier: GPL-2.0
// A reserve takes what a large slot could need and not what it has room for: what lies in memory behind it is lost.
// Seen: a reserve has room for WP_BATCH_TABLES pages.
// File: module/reserve.c
@@ @@
 wp_reserve_fill(...)
 {
 ...
- want = min_t(...);
 ...
 }
