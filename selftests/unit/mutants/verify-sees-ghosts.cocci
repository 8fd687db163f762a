// SPDX-License-Identifier: GPL-2.0
// Verification reports blocks that cannot be split, which are left alone on purpose: an operator looks for a fault that
// does not exist.
// Violates: no finding for such a block.
// File: module/core/verify.c
@@ @@
 wp_verify_block(...)
 {
 <...
- !job->splitter || !wp_entry_is_block(pte, level) || !wp_entry_is_splittable(pte, level)
+ !job->splitter || !wp_entry_is_block(pte, level)
 ...>
 }
