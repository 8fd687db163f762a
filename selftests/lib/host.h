/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the helpers ask of the host.
 */
#ifndef SELFTESTS_LIB_HOST_H
#define SELFTESTS_LIB_HOST_H

/**
 * wp_fault_event_id() - number of the tracepoint kvm_guest_fault
 *
 * Return: the number, -1 when tracefs does not show it.
 */
long long wp_fault_event_id(void);

/**
 * wp_damon_stop() - have the kernel not look which pages are in use, until the program ends
 *
 * Newer kernels do that all the time, and clear the access flags of pages at random.
 */
void wp_damon_stop(void);

/**
 * wp_thp_missing() - why blocks cannot be had in transparent huge pages here
 *
 * For tests that need some of a mapping in pages; WP_THP is a block in either case.
 *
 * Return: a sentence for a SKIP line, NULL when they can.
 */
const char *wp_thp_missing(void);

#endif
