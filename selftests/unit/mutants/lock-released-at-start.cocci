// SPDX-License-Identifier: GPL-2.0
// A batch may end where it began: a vCPU maps the block again meanwhile, over the new table, and the pass splits
// it again, for as long as the guest goes on.
// Seen: a batch has moved on when it ends, unless its reserve was empty.
// File: module/core/batch.c
@@ @@
 wp_batch_goes_on(...)
 {
 <...
- if (batch->next == start) return true;
 ...>
 }
