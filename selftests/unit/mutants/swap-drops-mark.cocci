// A copy of a table that has replaced a block is not marked: the block is never recovered.
// Violates: a copy has the mark of the table that it replaces, see wp_entry_table().
// File: module/core/batch.c
@@ @@
- wp_entry_table(table, split)
+ wp_entry_table(table, split & 0)
