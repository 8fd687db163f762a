// SPDX-License-Identifier: GPL-2.0
// Pages that do not fill a group stay writable: pages that the guest writes there are not copied.
// Violates: a protector leaves no writable leaf in the range.
// File: module/core/protector_inplace.c
@@ @@
 wp_protect_in_place(...)
 {
 ...
- while (left--)
- 	protected += wp_protect_one(ptep++);
 ...
 }
