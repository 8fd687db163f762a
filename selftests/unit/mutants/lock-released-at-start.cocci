// SPDX-License-Identifier: GPL-2.0
// A batch may end where it began: a vCPU maps the block again meanwhile, replacing the new table, and the pass splits
// it again, for as long as the guest continues.
// Violates: a batch has made progress when it ends, unless its reserve was empty.
// File: module/core/walk.c
@@ @@
 wp_walk_again(...)
 {
 <...
- if (batch->next == start) return true;
 ...>
 }
