// SPDX-License-Identifier: GPL-2.0
// A histogram has no bucket for 0: what took no time that the clock can tell counts as a nanosecond.
// Seen: bucket n counts values of n significant bits.
// File: module/core/hist.h
@@ @@
 wp_hist_add(...)
 {
 <...
- fls64(value)
+ fls64(value | 1)
 ...>
 }
