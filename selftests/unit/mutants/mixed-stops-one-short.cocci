// SPDX-License-Identifier: GPL-2.0
// The last page of a group of mixed entries stays writable: if the guest writes the page it is not copied.
// Violates: a protector leaves no writable leaf.
// File: module/core/protector_inplace.c
@@
identifier i;
@@
 wp_protect_mixed(...)
 {
 <...
- i < WP_ENTRY_GROUP
+ i < WP_ENTRY_GROUP - 1
 ...>
 }
