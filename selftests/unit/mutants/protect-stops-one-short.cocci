// SPDX-License-Identifier: GPL-2.0
// The last page of a run stays writable: what is written to it is not copied.
// Seen: no leaf is writable behind a walker.
// File: module/core/walker_inplace.c
@@ @@
 wp_protect_in_place(...)
 {
 ...
- while (left--)
+ while (left-- > 1)
 	protected += wp_protect_one(ptep++);
 ...
 }
