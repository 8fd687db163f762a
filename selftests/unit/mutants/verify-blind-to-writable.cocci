// SPDX-License-Identifier: GPL-2.0
// Verification accepts writable leaves: the dirty log misses writes without a report.
// Violates: verification reports the page that a faulty strategy leaves.
// File: module/core/verify.c
@@ @@
 wp_verify_leaf(...)
 {
 <...
- if (!job->protector || wp_entry_is_readonly(pte))
	return true;
 ...>
 }
