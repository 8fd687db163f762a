// SPDX-License-Identifier: GPL-2.0
// Where blocks stay whole they stay writable: what is written to them is not copied.
// Seen: every leaf, of whatever size, is read-only when KVM's request for that returns.
// File: module/core/walk.c
@@
expression E;
@@
 wp_walk_protect_block(...)
 {
 <...
- wp_entry_protect(E, ...);
 ...>
 }
