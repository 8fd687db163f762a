// SPDX-License-Identifier: GPL-2.0
// A histogram has no bucket for 0: durations below the clock's resolution count as a nanosecond.
// Violates: bucket n counts values of n significant bits.
// File: module/counters.h
@@ @@
 wp_hist_add(...)
 {
 <...
- fls64(value)
+ fls64(value | 1)
 ...>
 }
