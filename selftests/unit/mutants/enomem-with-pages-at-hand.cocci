// SPDX-License-Identifier: GPL-2.0
// A reserve that did not get all that it wanted calls that an error: under pressure an ioctl fails that could have
// been done with what there was.
// Seen: two pages are enough to go on.
// File: module/reserve.c
@@ @@
 wp_reserve_fill(...)
 {
 <...
- return reserve->nr >= WP_RESERVE_MIN ? 0 : -ENOMEM;
+ return -ENOMEM;
 ...>
 }
