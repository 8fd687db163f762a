// SPDX-License-Identifier: GPL-2.0
// Of what is wrong the last is told and not the first, which is where to look.
// Seen: the finding is that of the first entry.
// File: module/core/verify.c
@@ @@
 wp_verify_report(...)
 {
 <...
- if (batch->finding.nr++) return;
+ batch->finding.nr++;
 ...>
 }
