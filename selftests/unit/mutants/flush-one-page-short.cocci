// SPDX-License-Identifier: GPL-2.0
// The last page that was changed stays in the TLBs as it was.
// Seen: no TLB holds what the tables no longer say when the lock is released.
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
