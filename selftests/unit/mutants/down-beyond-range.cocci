// SPDX-License-Identifier: GPL-2.0
// The shortcut down to the next level is taken although the range ends after the entry: the walk misses the rest of the
// range.
// Violates: the whole range is done.
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
