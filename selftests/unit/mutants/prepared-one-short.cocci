// SPDX-License-Identifier: GPL-2.0
// The reported number of prepared pages is too small: an observer sees a slot that is never finished.
// Violates: the prepared part ends where the last batch ended.
// File: module/prepare.c
@@ @@
 wp_prepare_count(...)
 {
 <...
- (prepare->batch.next - slot->ipa)
+ (prepare->batch.next - slot->ipa - PAGE_SIZE)
 ...>
 }
