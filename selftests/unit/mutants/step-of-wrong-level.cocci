// SPDX-License-Identifier: GPL-2.0
// The children of a block are as far apart as blocks: all but the first map memory that is not the guest's.
// Violates: each IPA is translated as before.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_fill(...)
 {
 <...
- wp_level_size(level + 1)
+ wp_level_size(level)
 ...>
 }
