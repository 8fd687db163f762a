// SPDX-License-Identifier: GPL-2.0
// A batch continues beyond the blocks for which tables were prebuilt: it fills the other tables under the lock, which
// the splitter has to avoid.
// Violates: a batch stops at its until.
// File: module/core/walk.c
@@ @@
 wp_walk(...)
 {
 <...
- min3(batch->job->end, batch->until, limit)
+ min(batch->job->end, limit)
 ...>
 }
