// SPDX-License-Identifier: GPL-2.0
// A range that begins behind its end is walked: the number of its pages wraps, and the protector runs over the end of
// the table.
// Violates: a range without pages has no effect.
// File: module/core/walk.c
@@
statement S;
@@
 wp_walk(...)
 {
 <...
- if (batch->next < end)
 S
 ...>
 }
