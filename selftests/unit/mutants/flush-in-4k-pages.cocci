// SPDX-License-Identifier: GPL-2.0
// The flush assumes pages of 4 KiB: on hosts with larger pages TLBs keep the write permissions of most protected pages.
// Violates: when the lock is released, no TLB holds an outdated entry, with pages of 16 or 64 KiB.
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
