/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output as a table of slots.
 */
#ifndef STAT_TABLE_H
#define STAT_TABLE_H

#include <stdio.h>

#include "snapshot.h"

/**
 * struct stat_view - what to show, and the space for it
 * @now:	The snapshot to show.
 * @before:	An earlier snapshot, to compute rates and differences from; or
 *		NULL, to show the rates of the last round and all faults.
 * @width:	Columns of the terminal, or 0 for no limit. The least important
 *		columns of a table that is too wide are left out, then lines are
 *		cut.
 * @lines:	Lines available for slots, or 0 for no limit.
 */
struct stat_view {
	const struct stat_snapshot *now;
	const struct stat_snapshot *before;
	size_t width;
	size_t lines;
};

/**
 * stat_table_print() - print the table
 * @out:	The stream to print to.
 * @view:	What to show.
 *
 * Prints a line of headings, a line for each slot, a line with the number of
 * slots that did not fit if there are any, and the Total row.
 */
void stat_table_print(FILE *out, const struct stat_view *view);

#endif
