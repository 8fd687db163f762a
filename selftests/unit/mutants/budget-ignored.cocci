// A batch goes on until another CPU wants the lock: KVM's other users of the lock, and this CPU, wait for a whole slot.
// Violates: a batch ends soon after WP_BATCH_NS.
// File: module/core/batch.c
@@
expression E1, E2;
@@
 wp_batch_expired(...)
 {
 ...
- batch->over = E1 || (E2);
+ batch->over = E2;
 ...
 }
