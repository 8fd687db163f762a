/* SPDX-License-Identifier: GPL-2.0 */
/* at: include/bad_docs.h */
#define BAD_COUNTERS(X)				\
	X(good_key, SUM, STAT)			\
	X(good_column, SUM, COLUMN)		\
	X(bad_column, SUM, COLUMN)		/* flag: docs */ \
	X(bad_key, SUM, STAT)			/* flag: docs */

#define BAD_KNOBS(K)				\
	K(good_knob, BOOL, "yes", "no")	\
	K(open_knob, STRATEGY, WP_OPENS)	\
	K(half_knob, CHOICE, "yes", "no")	\
	K(half_open, STRATEGY, WP_OPENS)	\
	K(bad_knob, CHOICE, "yes")		/* flag: docs */ \
	K(listless_knob, CHOICE, "yes")		/* flag: docs */ \
	K(turned_knob, CHOICE, "no", "yes")	/* flag: docs */ \
	K(kindless_knob, "yes", "no")		/* flag: docs */

/* flag 12: docs */
/* flag 13: docs */

#define WP_OPENS(P)				\
	P(yes)					\
	P(no)
