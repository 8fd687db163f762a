// SPDX-License-Identifier: GPL-2.0
// A request that KVM makes under its own lock stops half done when the batch's time is up: KVM's splitting fails for
// lack of memory although there is memory.
// Violates: a served job never pauses.
// File: module/core/batch.h
@@
@@
 wp_batch_pause(...)
 {
- return !batch->job->served && wp_batch_is_over(batch, work);
+ return wp_batch_is_over(batch, work);
 }
