// SPDX-License-Identifier: GPL-2.0
// Filling a reserve in part is an error: under memory pressure an ioctl fails although there are enough pages to
// continue.
// Violates: two pages are enough to continue.
// File: module/reserve.c
@@ @@
 wp_reserve_fill(...)
 {
 <...
- return reserve->nr >= WP_RESERVE_MIN ? 0 : -ENOMEM;
+ return -ENOMEM;
 ...>
 }
