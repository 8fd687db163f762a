// SPDX-License-Identifier: GPL-2.0
// A walk that gives way to other CPUs resumes at the entry that it has just done: while the lock is wanted the pass
// makes no progress.
// Violates: a pass ends even if the lock is always wanted.
// File: module/core/walk.c
@@ @@
 wp_walk_stopped(...)
 {
 <...
- batch->next = status == WP_MORE ? end : addr;
+ batch->next = addr;
 ...>
 }
