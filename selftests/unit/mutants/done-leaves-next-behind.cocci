// SPDX-License-Identifier: GPL-2.0
// A walk that came to its end does not say so: verification looks at nothing, and a pass that goes by collected
// blocks does the same part again for ever.
// Seen: WP_DONE comes with next at the end of the range.
// File: module/core/walk.c
@@ @@
 wp_walk(...)
 {
 <...
- if (status == WP_DONE)
-	batch->next = end;
 ...>
 }
