// SPDX-License-Identifier: GPL-2.0
// What KVM asks for under its own lock is left half done when time is up: KVM's splitting fails for want of
// memory that there is.
// Seen: a served job is never told to pause.
// File: module/core/batch.c
@@ @@
 wp_batch_pause(...)
 {
- if (batch->job->served) return false;
 ...
 }
