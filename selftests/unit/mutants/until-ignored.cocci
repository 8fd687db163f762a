// SPDX-License-Identifier: GPL-2.0
// A batch goes on behind what tables were built for: it builds the rest under the lock, all of which the splitter
// was chosen to avoid.
// Seen: a batch stops at its until.
// File: module/core/walk.c
@@ @@
 wp_walk(...)
 {
 <...
- min3(batch->job->end, batch->until, limit)
+ min(batch->job->end, limit)
 ...>
 }
