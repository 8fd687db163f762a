/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks what one round of a dirty log adds to a slot's counters.
 */
#ifndef SELFTESTS_LIB_ROUND_H
#define SELFTESTS_LIB_ROUND_H

#include <stdint.h>

struct test_slot;

/**
 * struct wp_round - counters of a slot before a round
 * @passes: rounds that our module served
 * @ptes_wp: leaves that lost write permission in the initial pass
 * @ptes_rewp: leaves that lost write permission in rounds
 * @dirty_pages: pages marked dirty
 * @tlb_flushes: TLB flushes
 * @flush_entries: values in the histogram of TLB flushes
 * @holds: values in the histogram of lock holds, without those that interruptions add
 */
struct wp_round {
	int64_t passes;
	int64_t ptes_wp;
	int64_t ptes_rewp;
	int64_t dirty_pages;
	int64_t tlb_flushes;
	int64_t flush_entries;
	int64_t holds;
};

/**
 * wp_served() - get a counter's expected value, which depends on takeover
 *
 * Return: @count if our module serves KVM's passes, 0 if KVM does.
 */
int64_t wp_served(uint64_t count);

/**
 * wp_initial_requests() - get the number of requests that KVM makes for a slot
 * when its log is switched on
 *
 * KVM drops mmu_lock between requests, so that each request is one hold.
 */
uint64_t wp_initial_requests(const struct test_slot *slot);

/**
 * wp_round_begin() - read a slot's counters
 */
struct wp_round wp_round_begin(const struct test_slot *slot);

/**
 * wp_round_wrong() - check the increments of a slot's counters
 * @was: from wp_round_begin()
 * @rounds: 1; 0 if no round came, or a round that found nothing dirty
 * @leaves: leaves that lost write permission
 * @dirty: pages marked dirty
 *
 * Wrong increments are printed on stderr.
 *
 * Return: number of counters whose increment is wrong.
 */
int wp_round_wrong(const struct test_slot *slot, const struct wp_round *was, int rounds,
		   uint64_t leaves, uint64_t dirty);

#endif
