// SPDX-License-Identifier: GPL-2.0
// Pages that do not fill a group are left writable: what the guest writes there is not copied.
// Seen: no leaf in the range is writable behind a walker.
// File: module/core/walker_inplace.c
@@ @@
 wp_protect_in_place(...)
 {
 ...
- while (left--)
- 	protected += wp_protect_one(ptep++);
 ...
 }
