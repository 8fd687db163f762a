/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Queries of the host for the other helpers.
 */
#ifndef SELFTESTS_LIB_HOST_H
#define SELFTESTS_LIB_HOST_H

/**
 * wp_fault_event_id() - get the number of the tracepoint kvm_guest_fault
 *
 * Return: the number; -1 if tracefs does not show the tracepoint.
 */
long long wp_fault_event_id(void);

/**
 * wp_damon_stop() - stop DAMON until the program ends
 *
 * Newer kernels run DAMON by default. It clears access flags at random times.
 */
void wp_damon_stop(void);

/**
 * wp_thp_missing() - say why transparent huge pages cannot provide blocks here
 *
 * For tests that need to map part of a block with pages. WP_THP provides blocks
 * in either case.
 *
 * Return: a sentence for a SKIP line; NULL if they can.
 */
const char *wp_thp_missing(void);

#endif
