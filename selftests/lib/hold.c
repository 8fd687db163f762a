// SPDX-License-Identifier: GPL-2.0
/*
 * Durations of mmu_lock holds.
 */
#include "hold.h"
#include "wp.h"

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

struct wp_holds wp_holds_of(const uint64_t *ns, size_t nr, uint64_t commit, uint64_t cost)
{
	struct wp_holds holds = { .min = UINT64_MAX };
	size_t i;

	TEST_ASSERT(nr && nr % 2 == 0, "mmu_lock was written %zu times", nr);
	for (i = 0; i < nr; i += 2) {
		uint64_t hold = larger(ns[i + 1] - ns[i], cost) - cost;

		holds.sum += hold;
		holds.max = larger(hold, holds.max);
		if (hold < holds.min)
			holds.min = hold;
		if (ns[i] < commit)
			holds.prepare_max = larger(hold, holds.prepare_max);
	}
	return holds;
}
