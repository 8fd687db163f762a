// SPDX-License-Identifier: GPL-2.0
// A pass goes on although the VMM was killed: it cannot be stopped.
// Seen: -EINTR, with no more than a batch done since.
// File: module/pass.c
@@ @@
 wp_pass_step(...)
 {
 <...
- if (fatal_signal_pending(current)) return -EINTR;
 ...>
 }
