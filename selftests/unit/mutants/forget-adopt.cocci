// SPDX-License-Identifier: GPL-2.0
// A copy is swapped in but not adopted: KVM frees the table when the first page in it is unmapped.
// Violates: a reachable table has one reference for itself and one for each non-zero entry.
// File: module/core/batch.c
@@ @@
 wp_batch_swap(...)
 {
 <...
- wp_env_adopt(...);
 ...>
 }
