// SPDX-License-Identifier: GPL-2.0
// The pages that are told to be prepared are not those that are: who watches sees a slot that is never done.
// Seen: what is prepared ends where the last batch did.
// File: module/pass.c
@@ @@
 wp_pass_count(...)
 {
 <...
- (batch->next - slot->ipa)
+ (batch->next - slot->ipa - PAGE_SIZE)
 ...>
 }
