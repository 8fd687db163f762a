/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The values in a row of the table.
 */
#ifndef STAT_ROWS_H
#define STAT_ROWS_H

#include "slot.h"

/**
 * struct stat_row - the values of one slot, or of the Total row
 * @slot:	The slot, or NULL in the Total row.
 * @pages:	Size in pages.
 * @bytes:	Size in bytes.
 * @split:	Pages processed by the latest prepare pass.
 * @split_of:	Pages of the slots whose @split is known.
 * @blocks:	Blocks split.
 * @protected:	Entries that lost their write permission.
 * @rounds:	Rounds of the log.
 * @round:	Pages that became dirty in the last round.
 * @rate:	Pages that become dirty per second.
 * @rate_mib:	The same in MiB per second.
 * @recovered:	Tables left to KVM to fold into blocks.
 * @hold:	The longest hold of mmu_lock in ns.
 * @flush:	The longest TLB flush in ns.
 * @faults:	Write faults per second; without an earlier snapshot, all that
 *		the module has counted.
 * @fault_ns:	Durations of the write faults between the two snapshots;
 *		without an earlier one, of all that the module has counted.
 */
struct stat_row {
	const struct stat_slot *slot;
	struct stat_amount pages;
	double bytes;
	struct stat_amount split;
	struct stat_amount split_of;
	struct stat_amount blocks;
	struct stat_amount protected;
	struct stat_amount rounds;
	struct stat_amount round;
	struct stat_amount rate;
	double rate_mib;
	struct stat_amount recovered;
	struct stat_amount hold;
	struct stat_amount flush;
	struct stat_amount faults;
	struct stat_hist fault_ns;
};

/**
 * stat_row_make() - compute the row of a slot
 * @row:	Receives the row.
 * @slot:	The slot.
 * @before:	An earlier snapshot, to compute rates and differences from; or
 *		NULL, to take the rate of the last round and all faults.
 * @page_size:	In bytes.
 */
void stat_row_make(struct stat_row *row, const struct stat_slot *slot,
		   const struct stat_snapshot *before,
		   unsigned long long page_size);

/**
 * stat_row_add() - add a row to the Total row
 * @total:	The Total row, zeroed at first.
 * @row:	The row. Unknown values add nothing.
 */
void stat_row_add(struct stat_row *total, const struct stat_row *row);

#endif
