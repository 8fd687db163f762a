// SPDX-License-Identifier: GPL-2.0
// Whether a group may be written as a whole is asked of half of it: an annotation loses a bit, and what was
// read-only is counted.
// Seen: entries that are not ours stay as they are; counts are those of the model.
// File: include/kvm_arm_wp_entry.h
@@
identifier all, pair, i;
@@
 wp_entry_protect_group(...)
 {
 <...
- all &= pair[i].first & pair[i].second;
+ all &= pair[i].first;
 ...>
 }
