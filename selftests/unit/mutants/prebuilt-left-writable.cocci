// SPDX-License-Identifier: GPL-2.0
// Tables that are built ahead grant what the block did: their pages count as protected, are written, and not
// copied.
// Seen: no leaf is writable behind a pass that has a walker.
// File: module/core/snapshot.c
@@ @@
 wp_snapshot_build(...)
 {
 <...
- wp_job_clear(...)
+ 0
 ...>
 }
