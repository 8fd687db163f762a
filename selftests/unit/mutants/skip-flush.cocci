// SPDX-License-Identifier: GPL-2.0
// A flush is counted but not made: vCPUs continue to write to protected pages, and hold a block and pages of it at
// once.
// Violates: no table is installed while a TLB may hold the block.
// File: module/core/batch.c
@@ @@
 wp_batch_flush(...)
 {
 <...
- wp_env_flush(...);
 ...>
 }
