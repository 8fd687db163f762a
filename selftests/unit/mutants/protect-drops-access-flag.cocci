// SPDX-License-Identifier: GPL-2.0
// With its write permission a page loses its access flag: each page costs a fault more, and looks as if it was
// not in use to whoever reclaims memory.
// Seen: a walker changes nothing but the permission.
// File: include/kvm_arm_wp_entry.h
@@ @@
 wp_entry_protect(...)
 {
- WRITE_ONCE(*ptep, pte & ~WP_ENTRY_WRITE);
+ WRITE_ONCE(*ptep, pte & ~(WP_ENTRY_WRITE | BIT(10)));
 }
