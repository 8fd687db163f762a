// SPDX-License-Identifier: GPL-2.0
// A batch goes on until another CPU wants the lock: KVM's other users of the lock, and this CPU, wait for a whole slot.
// Violates: a batch ends soon after WP_BATCH_NS.
// File: module/core/batch.c
@@ @@
 wp_batch_expired(...)
 {
 ...
- return wp_env_contended(...) || ...;
+ return wp_env_contended(&batch->job->env);
 }
