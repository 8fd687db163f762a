// SPDX-License-Identifier: GPL-2.0
// Nothing waits for the new tables to be seen: a vCPU that was told that its memory is there may fault on it
// again.
// Seen: wp_env_sync() after the last entry that went from invalid to valid, see wp_entry_make().
// File: module/core/batch.c
@@ @@
 wp_batch_settle(...)
 {
 <...
- wp_env_sync();
 ...>
 }
