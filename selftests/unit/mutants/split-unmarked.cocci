// A table that replaces a block is not marked: the block is never recovered.
// Violates: a marked entry points to a table that has replaced a block, see WP_ENTRY_SPLIT.
// File: module/core/batch.c
@@ @@
- wp_entry_table(table, WP_ENTRY_SPLIT)
+ wp_entry_table(table, 0)
