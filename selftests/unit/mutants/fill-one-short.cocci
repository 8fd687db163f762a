// SPDX-License-Identifier: GPL-2.0
// The last entries of a table that takes a block's place are left as the page had it before: the guest reaches
// memory that is not its own.
// Seen: pages come with undefined content, and each IPA is to be translated as it was before.
// File: include/kvm_arm_wp_entry.h
@@
identifier i;
@@
 wp_entry_fill(...)
 {
 <...
- i < PTRS_PER_PTE
+ i + 2 * WP_ENTRY_GROUP < PTRS_PER_PTE
 ...>
 }
