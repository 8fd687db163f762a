// SPDX-License-Identifier: GPL-2.0
// Blocks that are not split stay writable: pages that the guest writes there are not copied.
// Violates: every leaf, of any size, is read-only when KVM's request to protect it returns.
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
