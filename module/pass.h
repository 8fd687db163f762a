/* SPDX-License-Identifier: GPL-2.0 */
/* A pass over a slot: batch after batch, with the lock dropped between. */
#ifndef WP_PASS_H
#define WP_PASS_H

#include "vm.h"

/**
 * wp_pass_run() - split the blocks of a slot, and protect it if asked to
 * @job:	What to do; with a splitter.
 * @slot:	The slot; its totals are told of each batch as it ends.
 * @passed:	Receives what was done, also on errors; splits are in it even if
 *		@job->afterwards keeps them from the slot's totals.
 *
 * What was done before an error stays done: every batch leaves the table in a
 * state that is right for itself, with nothing left to flush.
 *
 * If the VM's table disappears meanwhile (the VMM's mm exits) there is nothing
 * left to do, which is no error.
 *
 * Context: Process context, may sleep; takes and releases mmu_lock.
 * Return: as in @passed: 0; -ENOMEM if pages for tables could not be had; -EINTR
 * if the task was killed.
 */
int wp_pass_run(const struct wp_job *job, struct wp_slot *slot,
		struct wp_passed *passed);

#endif /* WP_PASS_H */
