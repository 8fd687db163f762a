// SPDX-License-Identifier: GPL-2.0
// Verification skips the table in whose middle the range begins.
// Violates: the finding, in a batch that begins in the middle of a table.
// File: module/core/verify.c
@@ @@
 wp_verify_table(...)
 {
 <...
- (check->start - base) >> kvm_granule_shift(level)
+ (check->start - base + size - 1) >> kvm_granule_shift(level)
 ...>
 }
