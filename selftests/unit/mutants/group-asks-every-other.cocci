// SPDX-License-Identifier: GPL-2.0
// The test whether a group of entries may be written as a whole looks at half of them: an annotation loses a bit, and
// read-only pages are counted.
// Violates: invalid and read-only entries are not changed; counts agree with the model.
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
