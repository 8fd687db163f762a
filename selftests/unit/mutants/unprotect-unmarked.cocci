// SPDX-License-Identifier: GPL-2.0
// A write fault makes any read-only page writable: the zero page, or a page that the host shares with another process.
// Violates: a fault gives back only what the log has taken.
// File: module/core/unprotect.c
@@
identifier pte;
@@
 wp_unprotect_judge(...)
 {
 <...
- if (pte & (WP_ENTRY_WRITE | WP_ENTRY_WAS_WRITABLE))
+ if (pte)
 return WP_FAULT_FAST;
 ...>
 }
