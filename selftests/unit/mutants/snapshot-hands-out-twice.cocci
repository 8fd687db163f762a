// SPDX-License-Identifier: GPL-2.0
// An installed table is returned together with the unused ones: it is filled for another block while it maps the first.
// Violates: a reachable page is not in the reserve.
// File: module/core/batch.c
@@ @@
 wp_snapshot_take(...)
 {
 <...
- prebuilt->table = NULL;
 ...>
 }
