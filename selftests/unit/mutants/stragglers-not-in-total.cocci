// SPDX-License-Identifier: GPL-2.0
// Splits of a pass at commit are counted nowhere.
// Violates: the sum of a pass has its splits even if the slot's totals do not.
// File: module/pass.c
@@
statement T;
@@
 wp_pass_add(...)
 {
 ...
- if (pass->sums) T
 wp_pass_sort_counts(pass, counts);
+ if (pass->sums) T
 ...
 }
