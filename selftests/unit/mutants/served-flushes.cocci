// SPDX-License-Identifier: GPL-2.0
// What KVM flushes anyway is flushed before: each round of the log costs twice as many flushes.
// Seen: a served job has no flush for what it protects in place, see &struct wp_job.
// File: module/core/batch.c
@@
statement S;
@@
 wp_batch_protected(...)
 {
 <...
- if (!batch->job->served) S
+ S
 ...>
 }
