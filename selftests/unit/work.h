/* SPDX-License-Identifier: GPL-2.0 */
/* Has the module do a piece of work, and holds what it did against the model. */
#ifndef UNIT_WORK_H
#define UNIT_WORK_H

#include "machine.h"

/**
 * struct work - what the module shall do
 * @first:	First page of the range.
 * @pages:	How many, in one region.
 * @splitter:	For blocks, or NULL.
 * @walker:	For pages, or NULL.
 * @afterwards:	As struct wp_job has it.
 * @verify:	As struct wp_job has it.
 * @reserve:	Pages that there are for tables. Not for passes, which allocate theirs.
 */
struct work {
	unsigned int first;
	unsigned int pages;
	const struct wp_splitter_ops *splitter;
	const struct wp_walker_ops *walker;
	bool afterwards;
	bool verify;
	unsigned int reserve;
};

/**
 * work_pass() - a pass of the module's own
 * @work:	With a splitter.
 * @total:	Receives what the pass says that it has done.
 *
 * What befalls it is in &machine. Each batch is checked, and whether the pass ends as it should.
 *
 * Return: what wp_pass_run() returned.
 */
int work_pass(const struct work *work, struct wp_counts *total);

/**
 * work_protect() - write-protect in KVM's stead
 * @work:	With a walker.
 */
void work_protect(const struct work *work);

/**
 * work_split() - split in KVM's stead
 * @work:	With a splitter; @work->reserve pages are in KVM's cache.
 *
 * Return: whether that was enough.
 */
bool work_split(const struct work *work);

#endif /* UNIT_WORK_H */
