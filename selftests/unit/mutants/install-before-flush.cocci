// SPDX-License-Identifier: GPL-2.0
// Tables are installed while TLBs still hold the blocks: a TLB conflict abort, or an amalgamation of block and page.
// Violates: between a block and a table there are an invalid entry and a flush of it.
// File: module/core/batch.c
@@ @@
 wp_batch_settle(...)
 {
 ...
- wp_batch_flush(batch);
 for (...; ...; ...) { ... }
+ wp_batch_flush(batch);
 wp_env_sync();
 ...
 }
