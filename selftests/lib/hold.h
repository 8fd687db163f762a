/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Durations of mmu_lock holds, computed from watchpoint records.
 */
#ifndef SELFTESTS_LIB_HOLD_H
#define SELFTESTS_LIB_HOLD_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct wp_holds - holds of mmu_lock while dirty logging is enabled, in ns
 * @sum: sum of all holds
 * @max: longest hold
 * @min: shortest hold
 * @prepare_max: longest hold that began before KVM's own pass; 0 if none did
 */
struct wp_holds {
	uint64_t sum;
	uint64_t max;
	uint64_t min;
	uint64_t prepare_max;
};

/**
 * wp_holds_of() - summarize the holds
 * @ns: times of the writes to the lock from wp_probe_lock(): lock, unlock,
 *     lock, ...
 * @nr: number of entries in @ns
 * @commit: time at which the prepare path ended
 * @cost: ns that the watchpoint adds to each hold, within one step of the clock
 *
 * Ends the program if @ns is empty or its last hold has no end.
 */
struct wp_holds wp_holds_of(const uint64_t *ns, size_t nr, uint64_t commit, uint64_t cost);

#endif
