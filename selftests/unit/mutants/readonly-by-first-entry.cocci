// SPDX-License-Identifier: GPL-2.0
// A table whose first page is read-only is taken for read-only as a whole: pages that the guest writes there are not
// copied.
// Violates: a protector leaves no writable leaf.
// File: module/core/protector_swap.c
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
