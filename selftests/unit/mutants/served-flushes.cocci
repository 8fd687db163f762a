// SPDX-License-Identifier: GPL-2.0
// Ranges that KVM flushes anyway are flushed before: each round of the log costs twice as many flushes.
// Violates: a served job does not flush for pages that it protects in place, see &struct wp_job.
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
