// SPDX-License-Identifier: GPL-2.0
// The last page of a run stays writable: what is written to it is not copied.
// Seen: no leaf is writable behind a walker.
// File: module/core/walker_inplace.c
@@
identifier i, nr;
@@
 wp_protect_each(...)
 {
 <...
- i < nr
+ i + 1 < nr
 ...>
 }
