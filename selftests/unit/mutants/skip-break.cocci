// SPDX-License-Identifier: GPL-2.0
// Blocks are not broken before their tables are installed: a TLB may hold a block and a page of it at once, which
// causes a TLB conflict abort or an amalgamation of both.
// Violates: between a block and a table there are an invalid entry and a flush of it.
// File: module/core/batch.c
@@
expression E;
@@
 wp_batch_settle(...)
 {
 <...
- wp_entry_break(E);
+ (void)wp_entry_break;
 ...>
 }
