// SPDX-License-Identifier: GPL-2.0
// Of two leaves that are stored together one stays writable.
// Violates: a protector leaves no writable leaf.
// File: include/kvm_arm_wp_entry.h
@@
identifier pair, i;
@@
 wp_entry_protect_group(...)
 {
 <...
- pair[i].second ^= flip;
 ...>
 }
