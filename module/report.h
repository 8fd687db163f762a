/* SPDX-License-Identifier: GPL-2.0 */
/* Tells the log what verification has found. */
#ifndef WP_REPORT_H
#define WP_REPORT_H

struct wp_batch;
struct wp_slot;

/**
 * wp_report_finding() - warn, once, of an entry that a pass got wrong
 * @slot:	The slot that the pass was for.
 * @batch:	The batch; its finding is taken off it.
 *
 * Says nothing if there is none.  Later ones are counted only, as
 * verify_failures.
 *
 * Context: Any; mmu_lock may be held.
 */
void wp_report_finding(const struct wp_slot *slot, struct wp_batch *batch);

#endif /* WP_REPORT_H */
