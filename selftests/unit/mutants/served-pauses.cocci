// SPDX-License-Identifier: GPL-2.0
// What KVM asks for under its own lock is left half done when time is up: KVM's splitting fails for want of
// memory that there is.
// Seen: a served job is never told to pause.
// File: module/core/batch.h
@@
@@
 wp_batch_pause(...)
 {
- return !batch->job->served && wp_batch_is_over(batch, work);
+ return wp_batch_is_over(batch, work);
 }
