// SPDX-License-Identifier: GPL-2.0
// A flush is counted and not made: vCPUs go on writing to protected pages, and hold blocks and pages of them
// at once.
// Seen: tables are installed where a TLB may still hold the block.
// File: module/core/batch.c
@@ @@
 wp_batch_flush(...)
 {
 <...
- wp_env_flush(...);
 ...>
 }
