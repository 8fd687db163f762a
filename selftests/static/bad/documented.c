/* SPDX-License-Identifier: GPL-2.0 */
/* at: module/bad_doc.h */

struct bad_undocumented {			/* flag: documented */
	int member;
};

/* An ordinary comment does not count. */
int bad_comment(int argument);			/* flag: documented */

static inline int bad_inline(void)		/* flag: documented */
{
	return 0;
}

struct good_forward;

/**
 * struct good_documented - a struct
 * @member:	Its member.
 */
struct good_documented {
	int member;
};

/**
 * good_documented() - a function
 * @argument:	Its argument.
 *
 * Return: the same.
 */
int good_documented(int argument);
