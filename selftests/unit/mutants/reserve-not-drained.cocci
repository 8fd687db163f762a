// SPDX-License-Identifier: GPL-2.0
// Pages that a pass did not use leak.
// Violates: when a pass has ended, each page is in a reachable table or free.
// File: module/prepare.c
@@ @@
 wp_prepare_batches(...)
 {
 <...
- wp_reserve_drain(...);
 ...>
 }
