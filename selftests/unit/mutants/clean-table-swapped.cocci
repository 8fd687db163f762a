// SPDX-License-Identifier: GPL-2.0
// A table with nothing to protect is copied too: each round of the log costs a flush and copies for all memory instead
// of the written memory.
// Violates: tables_swapped and tlb_flushes, and no stores where nothing has to change.
// File: module/core/protector_swap.c
@@ @@
 wp_swap_table(...)
 {
 <...
- if (wp_run_is_readonly(run)) return WP_DONE;
+ (void)wp_run_is_readonly;
 ...>
 }
