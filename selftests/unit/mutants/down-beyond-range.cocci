// SPDX-License-Identifier: GPL-2.0
// The way straight down is taken although the range does not end below the entry: what comes after it is not
// seen.
// Seen: all of the range is done.
// File: module/core/walk.c
@@
identifier differs, shift;
@@
 wp_walk_range(...)
 {
 <...
- differs >> shift
+ differs >> (shift + 1)
 ...>
 }
