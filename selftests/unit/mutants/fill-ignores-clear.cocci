// SPDX-License-Identifier: GPL-2.0
// The pages of a split block are born writable although they count as protected: nobody goes through them
// again, and what is written to them is not copied.
// Seen: no leaf is writable behind a pass that has a walker.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_fill(...)
 {
 <...
- wp_entry_child(block, level) & ~clear
+ wp_entry_child(block, level)
 ...>
 }
