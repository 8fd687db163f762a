// A copy of a table of KVM's is marked: recovering visits memory that was no block.
// Violates: a copy has the mark of the table that it replaces, see wp_entry_table().
// File: module/core/batch.c
@@ @@
- wp_entry_table(table, split)
+ wp_entry_table(table, split | WP_ENTRY_SPLIT)
