// A batch uses all of its time although a vCPU waits for the lock.
// Violates: a batch ends soon after another CPU wants the lock.
// File: module/core/batch.c
@@
expression E;
@@
 wp_batch_expired(...)
 {
 ...
- batch->over = E || (...);
+ batch->over = E;
 ...
 }
