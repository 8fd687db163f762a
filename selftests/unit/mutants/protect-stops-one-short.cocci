// SPDX-License-Identifier: GPL-2.0
// The last page of a run stays writable: if the guest writes the page it is not copied.
// Violates: a protector leaves no writable leaf.
// File: module/core/protector_inplace.c
@@ @@
 wp_protect_in_place(...)
 {
 ...
- while (left--)
+ while (left-- > 1)
 	protected += wp_protect_one(ptep++);
 ...
 }
