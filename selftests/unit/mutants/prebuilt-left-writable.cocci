// SPDX-License-Identifier: GPL-2.0
// Prebuilt tables keep the write permission of the block: their pages count as protected, but writes to them are not
// logged, and the pages are not copied.
// Violates: a pass with a protector leaves no writable leaf.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_build(...)
 {
 <...
- wp_job_clear(...)
+ 0
 ...>
 }
