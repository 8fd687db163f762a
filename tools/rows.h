/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a line of the table says, before it is text.
 */
#ifndef WP_ROWS_H
#define WP_ROWS_H

#include "slot.h"

/**
 * struct wp_row - a slot, or all of them
 * @slot:	The slot, or NULL.
 * @pages:	Its size.
 * @bytes:	The same in bytes.
 * @split:	Pages that prepare has gone through.
 * @split_of:	Pages of the slots for which @split is known.
 * @blocks:	Blocks that have been split.
 * @protected:	Entries that lost their write permission.
 * @rounds:	Times that the log was read.
 * @round:	Pages of the last round.
 * @rate:	Pages that become dirty, a second.
 * @rate_mib:	The same in MiB a second.
 * @hold:	The longest hold of the lock, in ns.
 * @flush:	The longest flush, in ns.
 */
struct wp_row {
	const struct wp_slot *slot;
	struct wp_amount pages;
	double bytes;
	struct wp_amount split;
	struct wp_amount split_of;
	struct wp_amount blocks;
	struct wp_amount protected;
	struct wp_amount rounds;
	struct wp_amount round;
	struct wp_amount rate;
	double rate_mib;
	struct wp_amount hold;
	struct wp_amount flush;
};

/**
 * wp_row_make() - the line of a slot
 * @row:	Receives it.
 * @slot:	The slot.
 * @before:	An earlier snapshot, for the rate; or NULL, for that of the last
 *		round.
 * @page_size:	In bytes.
 */
void wp_row_make(struct wp_row *row, const struct wp_slot *slot,
		 const struct wp_snapshot *before, unsigned long long page_size);

/**
 * wp_row_add() - add a line to the last one
 * @total:	The last one, zeroed at first.
 * @row:	The line. What is missing in it adds nothing.
 */
void wp_row_add(struct wp_row *total, const struct wp_row *row);

#endif
