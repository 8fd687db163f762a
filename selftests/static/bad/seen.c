// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_seen.c */

static int bad_seen(struct list_head *list)	/* flag: seen */
{
	if BAD_EMPTY(list) {
		return 0;
	}
	return 1;
}

static int good_seen(struct list_head *list)
{
	struct item *item;

	list_for_each_entry(item, list, node)
		return 1;
	return 0;
}
