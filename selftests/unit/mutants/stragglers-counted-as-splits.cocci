// SPDX-License-Identifier: GPL-2.0
// A pass at commit counts its splits twice, as splits and as stragglers.
// Violates: jobs at commit add no splits to a slot's totals.
// File: module/pass.c
@@ @@
 wp_pass_sort_counts(...)
 {
 <...
- counts->splits_l2 = 0;
 ...>
 }
