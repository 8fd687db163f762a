/* SPDX-License-Identifier: GPL-2.0 */
/* Lets the module do a piece of work, and compares the result with the model. */
#ifndef UNIT_WORK_H
#define UNIT_WORK_H

#include "machine.h"

/**
 * struct work - a piece of work for the module
 * @first:	Number of the first page of the range.
 * @pages:	Number of pages, in one region.
 * @splitter:	For blocks, or NULL.
 * @protector:	For pages, or NULL.
 * @afterwards:	The pass is WP_IN_STRAGGLERS, not WP_IN_PREPARE.
 * @verify:	As struct wp_job has it.
 * @reserve:	Pages for tables of a request. Passes allocate their own.
 * @nested:	The request is for the table of a nested guest.
 * @chunk:	Pages that KVM asks for at a time, under one hold; 0 for all of them.
 * @lasts:	The module knows that KVM keeps the lock from one request to the next.
 */
struct work {
	unsigned int first;
	unsigned int pages;
	const struct wp_splitter_ops *splitter;
	const struct wp_protector_ops *protector;
	bool afterwards;
	bool verify;
	unsigned int reserve;
	bool nested;
	unsigned int chunk;
	bool lasts;
};

/**
 * work_pass() - run one of the module's own passes
 * @work:	The work, with a splitter.
 * @total:	Receives the pass's counts.
 *
 * Checks each batch, and the end of the pass. Events to inject are in &machine.
 *
 * Return: what wp_prepare_run() returned.
 */
int work_pass(const struct work *work, struct wp_counts *total);

/**
 * work_protect() - serve KVM's requests to write-protect
 * @work:	The work, with a protector.
 *
 * Checks what was done whenever the lock is free, and at the end.
 *
 * Return: how often the module has interrupted KVM's hold of the lock.
 */
unsigned int work_protect(const struct work *work);

/**
 * work_split() - serve a request of KVM to split
 * @work:	The work, with a splitter; @work->reserve pages are in KVM's cache.
 *
 * Return: true if the pages were enough.
 */
bool work_split(const struct work *work);

/**
 * work_recover() - recover blocks, as a pass in the background does it
 * @work:	The range; the strategies in it do not matter.
 * @recoverer:	&wp_recoverer_write or &wp_recoverer_access.
 * @total:	Receives the pass's counts.
 *
 * Checks each hold of the lock: exactly the tables that have replaced a block, and whose memory is
 * large, are write-protected or unmapped.
 */
void work_recover(const struct work *work, const struct wp_recoverer_ops *recoverer,
		  struct wp_counts *total);

/**
 * work_write() - a vCPU writes to a page, and its fault reaches the module
 * @page:	Number of the page.
 *
 * Checks that the page becomes writable if only a pass has made it read-only, and that nothing
 * changes otherwise. If the module leaves the fault to KVM, nothing more happens.
 */
void work_write(unsigned int page);

#endif /* UNIT_WORK_H */
