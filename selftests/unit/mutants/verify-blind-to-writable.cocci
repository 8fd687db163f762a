// SPDX-License-Identifier: GPL-2.0
// Verification calls right what is writable: the dirty log misses writes, and nobody is told.
// Seen: the finding, behind a strategy that leaves a page as it is.
// File: module/core/verify.c
@@ @@
 wp_verify_leaf(...)
 {
 <...
- if (!job->walker || wp_entry_is_readonly(pte))
	return true;
 ...>
 }
