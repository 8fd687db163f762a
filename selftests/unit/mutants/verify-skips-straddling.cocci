// SPDX-License-Identifier: GPL-2.0
// Verification leaves out the table that the range begins in the middle of.
// Seen: the finding, in a batch that goes on from the middle of a table.
// File: module/core/verify.c
@@ @@
 wp_verify_table(...)
 {
 <...
- addr + size <= check->start
+ addr < check->start
 ...>
 }
