// SPDX-License-Identifier: GPL-2.0
// Nothing waits until table walkers can see the new tables: a vCPU may fault again on memory that is already mapped.
// Violates: wp_env_sync() after the last entry that went from invalid to valid, see wp_entry_make().
// File: module/core/batch.c
@@ @@
 wp_batch_settle(...)
 {
 <...
- wp_env_sync();
 ...>
 }
