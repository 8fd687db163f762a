// SPDX-License-Identifier: GPL-2.0
// A table with nothing to protect is copied all the same: each round of the log costs a flush and a copy for all
// of the memory and not for what was written.
// Seen: tables_swapped and tlb_flushes, and stores where there was nothing to change.
// File: module/core/walker_swap.c
@@ @@
 wp_swap_table(...)
 {
 <...
- if (wp_run_is_readonly(run)) return WP_DONE;
+ (void)wp_run_is_readonly;
 ...>
 }
