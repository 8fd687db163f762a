// SPDX-License-Identifier: GPL-2.0
// A table whose first page is read-only is taken to be so as a whole: what is written to the others is not
// copied.
// Seen: no leaf is writable behind a walker.
// File: module/core/walker_swap.c
@@
identifier i;
@@
 wp_run_is_readonly(...)
 {
 <...
- i < run->nr
+ i < 1
 ...>
 }
