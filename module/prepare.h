/* SPDX-License-Identifier: GPL-2.0 */
/* Runs our own passes over a slot: before its log is on, and at commit. */
#ifndef WP_PREPARE_H
#define WP_PREPARE_H

struct wp_job;
struct wp_pass;

/**
 * wp_prepare_run() - split the blocks of a slot, and protect its pages if asked
 * to
 * @job:	The work; with a splitter, not served.
 * @pass:	The pass, with its slot and occasion.  The counters of the slot are
 *		updated after each batch.  On return, also on errors, @counts has
 *		the sum; unlike the counters of the slot it has the splits of
 *		WP_IN_STRAGGLERS, too.
 *
 * The lock is dropped between two batches.  Each batch leaves the table in a
 * valid state with no flush owed, so the work done before an error stays done.
 *
 * The VMM's mm may exit meanwhile and take the VM's table with it.  Then the
 * pass is done, which is no error.
 *
 * Context: Process context, may sleep; kvm->slots_lock held; takes and releases
 * mmu_lock.
 * Return: 0; -ENOMEM if there were no pages for tables; -EINTR if the task was
 * killed.
 */
int wp_prepare_run(const struct wp_job *job, struct wp_pass *pass);

#endif /* WP_PREPARE_H */
