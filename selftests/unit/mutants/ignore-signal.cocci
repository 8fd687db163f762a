// SPDX-License-Identifier: GPL-2.0
// A pass continues although the VMM was killed: it cannot be stopped.
// Violates: -EINTR, with at most one more batch.
// File: module/prepare.c
@@ @@
 wp_prepare_step(...)
 {
 <...
- if (fatal_signal_pending(current)) return -EINTR;
 ...>
 }
