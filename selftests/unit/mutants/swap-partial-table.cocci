// SPDX-License-Identifier: GPL-2.0
// A part of a table is copied as if it was a table: the copy holds the wrong pages from the first entry on, and
// what lies in memory behind the original.
// Seen: each IPA is to be translated as it was before.
// File: module/core/walker_swap.c
@@ @@
 wp_swap_pages(...)
 {
 <...
- if (run->nr < PTRS_PER_PTE) return wp_protect_in_place(...);
 ...>
 }
