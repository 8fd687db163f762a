/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of slots.
 */
#ifndef WP_TABLE_H
#define WP_TABLE_H

#include <stdio.h>

#include "snapshot.h"

/**
 * struct wp_view - what is shown, and in which space
 * @now:	What is shown.
 * @before:	An earlier snapshot, for the rates; or NULL, for those of the
 *		last round.
 * @width:	Columns of the terminal, or 0 for no limit. Those of the table
 *		that matter least are left out, and lines cut at last.
 * @lines:	Lines that there are for slots, or 0 for no limit.
 */
struct wp_view {
	const struct wp_snapshot *now;
	const struct wp_snapshot *before;
	size_t width;
	size_t lines;
};

/**
 * wp_table_print() - print the table
 * @out:	Where to.
 * @view:	What.
 *
 * A line of heads, one for each slot, one more if some had no room, and the
 * Total.
 */
void wp_table_print(FILE *out, const struct wp_view *view);

#endif
