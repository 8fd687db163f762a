/* SPDX-License-Identifier: GPL-2.0 */
/* at: include/bad_docs.h */
#define BAD_COUNTERS(X)				\
	X(good_key, SUM, STAT)			\
	X(bad_key, SUM, STAT)			/* flag: docs */

#define BAD_KNOBS(K)				\
	K(good_knob, "yes", "no")		\
	K(half_knob, "yes", "no")		\
	K(bad_knob, "yes")			/* flag: docs */

/* flag 9: docs */
