// SPDX-License-Identifier: GPL-2.0
// A new table has one reference too few: KVM frees it while its last page is still mapped.
// Violates: a reachable table has one reference for itself and one for each non-zero entry.
// File: module/core/batch.c
@@ @@
 wp_batch_replace(...)
 {
 <...
- wp_env_adopt(table, PTRS_PER_PTE);
+ wp_env_adopt(table, PTRS_PER_PTE - 1);
 ...>
 }
