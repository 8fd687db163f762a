// SPDX-License-Identifier: GPL-2.0
// The last entries of a table that replaces a block keep the page's old content: the guest reaches memory that is not
// its own.
// Violates: new pages have undefined content, and each IPA is translated as before.
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
