// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_leftovers.c */

/* TODO: do it.					flag: leftovers */
int bad_todo;
int bad_fixme; /* a FIXME			flag: leftovers */
/* XXX						flag: leftovers */
char good_template[] = "file.XXXXXX";
int good_TODO_list;
