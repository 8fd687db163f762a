// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_style.c */

#define GOOD_NAMES(X)				\
	X(first)				\
	X(second)

#define GOOD_MEMBER(name) int name;

#define BAD_TWICE(value) ((value) + (value))	/* flag: checkpatch */

struct good_names {
	GOOD_NAMES(GOOD_MEMBER)
};

int bad_space(int value)
{
	return(value);				/* flag: checkpatch */
}
