/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one round of a dirty log adds to the counters of a slot.
 */
#ifndef SELFTESTS_LIB_ROUND_H
#define SELFTESTS_LIB_ROUND_H

#include <stdint.h>

struct wp_slot;

/**
 * struct wp_round - counters of a slot before a round
 * @passes: rounds that we served
 * @ptes_wp: leaves that lost write permission in the initial pass
 * @ptes_rewp: leaves that lost it in rounds
 * @dirty_pages: pages marked dirty
 * @tlb_flushes: flushes
 * @flush_entries: values in the histogram of flushes
 * @hold_entries: values in the histogram of lock holds
 */
struct wp_round {
	int64_t passes;
	int64_t ptes_wp;
	int64_t ptes_rewp;
	int64_t dirty_pages;
	int64_t tlb_flushes;
	int64_t flush_entries;
	int64_t hold_entries;
};

/**
 * wp_served() - what passes that we serve count
 *
 * Return: @count, or 0 when KVM serves its passes itself.
 */
int64_t wp_served(uint64_t count);

/**
 * wp_initial_requests() - in how many pieces KVM protects a slot when its log is switched on
 *
 * It lets go of the lock between them, so that each is a hold of its own.
 */
uint64_t wp_initial_requests(const struct wp_slot *slot);

/**
 * wp_round_begin() - remember a slot's counters
 */
struct wp_round wp_round_begin(const struct wp_slot *slot);

/**
 * wp_round_wrong() - check what has been added since
 * @was: from wp_round_begin()
 * @rounds: 1, or 0 if there was no round since, or one that found nothing dirty
 * @leaves: that lost write permission
 * @dirty: pages marked dirty
 *
 * Counters that differ from what they should be are named on stderr.
 *
 * Return: how many differ.
 */
int wp_round_wrong(const struct wp_slot *slot, const struct wp_round *was, int rounds,
		   uint64_t leaves, uint64_t dirty);

#endif
