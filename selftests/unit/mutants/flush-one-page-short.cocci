// SPDX-License-Identifier: GPL-2.0
// TLBs keep the last page that was changed.
// Violates: when the lock is released, no TLB holds an outdated entry.
// File: module/core/batch.c
@@
expression env, start, size;
@@
 wp_batch_flush(...)
 {
 <...
- wp_env_flush(env, start, size);
+ wp_env_flush(env, start, size - PAGE_SIZE);
 ...>
 }
