/* SPDX-License-Identifier: GPL-2.0 */
/* at: module/bad_doc_tool.h */

/**
 * bad_argument() - one argument is not described
 * @first:	Described.
 *
 * Return: nothing of interest.
 */
int bad_argument(int first, int second);	/* flag: kernel-doc */

/**
 * struct good_members - made from a list of names
 *
 * The tool takes the macro for a member.
 */
struct good_members {
#define GOOD_MEMBER(name) int name;
	GOOD_LIST(GOOD_MEMBER)
#undef GOOD_MEMBER
};
