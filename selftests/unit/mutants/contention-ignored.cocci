// SPDX-License-Identifier: GPL-2.0
// A batch uses all of its time although a vCPU waits for the lock.
// Violates: a batch ends soon after another CPU wants the lock.
// File: module/core/batch.c
@@
expression E;
@@
 wp_batch_expired(...)
 {
 ...
- return wp_env_contended(...) || E;
+ return E;
 }
