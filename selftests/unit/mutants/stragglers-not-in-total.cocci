// SPDX-License-Identifier: GPL-2.0
// What a pass at commit has split is counted nowhere.
// Seen: splits are in the sum of a pass even if they are kept from the slot's totals.
// File: module/pass.c
@@
statement T;
expression E;
@@
 wp_pass_count(...)
 {
 ...
- wp_counts_merge(pass->total, E);
 if (batch->job->afterwards) T
+ wp_counts_merge(pass->total, &batch->counts);
 ...
 }
