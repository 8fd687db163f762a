// SPDX-License-Identifier: GPL-2.0
// A walk that reaches its end does not record it: verification looks at nothing, and a pass that follows collected
// blocks repeats the same part forever.
// Violates: WP_DONE comes with next at the end of the range.
// File: module/core/walk.c
@@ @@
 wp_walk(...)
 {
 <...
- if (status == WP_DONE)
-	batch->next = end;
 ...>
 }
