// SPDX-License-Identifier: GPL-2.0
// A reserve that got no page at all calls that a success: the pass takes the lock for ever, and comes to nothing.
// Seen: -ENOMEM when pages cannot be had.
// File: module/reserve.c
@@ @@
 wp_reserve_fill(...)
 {
 <...
- return reserve->nr >= WP_RESERVE_MIN ? 0 : -ENOMEM;
+ return 0;
 ...>
 }
