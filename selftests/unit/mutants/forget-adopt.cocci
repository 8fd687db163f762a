// SPDX-License-Identifier: GPL-2.0
// KVM is not told of a copy that was swapped in: it frees the table when the first page in it is unmapped.
// Seen: a table that is reachable has one reference for itself and one for each entry that is not zero.
// File: module/core/batch.c
@@ @@
 wp_batch_swap(...)
 {
 <...
- wp_env_adopt(...);
 ...>
 }
