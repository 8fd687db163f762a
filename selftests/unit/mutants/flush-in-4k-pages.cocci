// SPDX-License-Identifier: GPL-2.0
// Pages are taken to be of 4 KiB when it comes to the flush: on hosts with larger ones most of what was protected
// stays writable in the TLBs.
// Seen: no TLB holds what the tables no longer say when the lock is released, with pages of 16 or 64 KiB.
// File: module/core/batch.c
@@
expression E;
@@
 wp_batch_protected(...)
 {
 <...
- E * PAGE_SIZE
+ E * 4096
 ...>
 }
