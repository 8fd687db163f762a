// The copy of KVM's own table is marked: recovering visits memory that no block mapped.
// Violates: a copy has the mark of the table that it replaces, see wp_entry_table().
// File: module/core/batch.c
@@ @@
- wp_entry_table(table, split)
+ wp_entry_table(table, split | WP_ENTRY_SPLIT)
