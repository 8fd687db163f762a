// SPDX-License-Identifier: GPL-2.0
// A copy is reachable before it has references: a CPU that looks at its reference count meanwhile sees a free page.
// Violates: a table is adopted before it is reachable, see wp_env_adopt().
// File: module/core/batch.c
@@ @@
 wp_batch_swap(...)
 {
 ...
- wp_env_adopt(table, copied->entries);
 wp_entry_swap(...);
+ wp_env_adopt(table, copied->entries);
 ...
 }
