// SPDX-License-Identifier: GPL-2.0
// Pages that a pass has not used are lost.
// Seen: pages are in a table that is reachable, or free, when a pass has ended.
// File: module/pass.c
@@ @@
 wp_pass_batches(...)
 {
 <...
- wp_reserve_drain(...);
 ...>
 }
