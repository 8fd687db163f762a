// SPDX-License-Identifier: GPL-2.0
// The last page of a group in which not all are alike stays writable: what is written to it is not copied.
// Seen: no leaf is writable behind a walker.
// File: module/core/walker_inplace.c
@@
identifier i;
@@
 wp_protect_mixed(...)
 {
 <...
- i < WP_ENTRY_GROUP
+ i < WP_ENTRY_GROUP - 1
 ...>
 }
