// SPDX-License-Identifier: GPL-2.0
// A part of a table is copied as if it were a whole one: the copy has the wrong pages from the first entry on, and the
// memory behind the original.
// Violates: each IPA is translated as before.
// File: module/core/protector_swap.c
@@ @@
 wp_swap_pages(...)
 {
 <...
- if (run->nr < PTRS_PER_PTE) return wp_protect_in_place(...);
 ...>
 }
