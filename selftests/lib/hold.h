/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Holds of mmu_lock, as a watchpoint on it tells of them.
 */
#ifndef SELFTESTS_LIB_HOLD_H
#define SELFTESTS_LIB_HOLD_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct wp_holds - holds of mmu_lock while a log is switched on, in nanoseconds
 * @sum: of all
 * @max: the longest
 * @min: the shortest
 * @prepare_max: the longest that began before KVM's own pass, 0 if none did
 */
struct wp_holds {
	uint64_t sum;
	uint64_t max;
	uint64_t min;
	uint64_t prepare_max;
};

/**
 * wp_holds_of() - sum them up
 * @ns: when the lock was written, see wp_probe_lock(): taken, given back, taken, ...
 * @nr: how often
 * @commit: when prepare was over
 * @cost: what the watchpoint itself takes in each, give or take a step of the clock
 *
 * No hold at all, or one that has no end, ends the program.
 */
struct wp_holds wp_holds_of(const uint64_t *ns, size_t nr, uint64_t commit, uint64_t cost);

#endif
