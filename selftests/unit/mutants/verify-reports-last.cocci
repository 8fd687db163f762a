// SPDX-License-Identifier: GPL-2.0
// Verification reports the last wrong entry instead of the first, which is the one to look at.
// Violates: the finding is the first entry's.
// File: module/core/verify.c
@@ @@
 wp_verify_report(...)
 {
 <...
- if (batch->finding.nr++) return;
+ batch->finding.nr++;
 ...>
 }
