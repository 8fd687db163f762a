// SPDX-License-Identifier: GPL-2.0
// What a pass at commit has split counts twice, as splits and as stragglers.
// Seen: a slot's totals have no splits from a job that comes afterwards.
// File: module/pass.c
@@
statement T;
@@
 wp_pass_count(...)
 {
 <...
- if (batch->job->afterwards) T
 ...>
 }
