// SPDX-License-Identifier: GPL-2.0
/*
 * Checks what one round of a dirty log adds to a slot's counters.
 */
#include <inttypes.h>

#include "wp.h"

int64_t wp_served(uint64_t count)
{
	return wp_takes_over() ? count : 0;
}

/*
 * A request ends at a multiple of the largest block size that KVM uses:
 * KVM_PGTABLE_MIN_BLOCK_LEVEL in stage2_range_addr_end(), in all versions.
 */
uint64_t wp_initial_requests(const struct test_slot *slot)
{
	uint64_t piece = wp_block_size(wp_page_size() == 4096 ? 1 : 2);

	return (slot->ipa + slot->size - 1) / piece - slot->ipa / piece + 1;
}

struct wp_round wp_round_begin(const struct test_slot *slot)
{
	return (struct wp_round){
		.passes = wp_stat(slot, "passes"),
		.ptes_wp = wp_stat(slot, "ptes_wp"),
		.ptes_rewp = wp_stat(slot, "ptes_rewp"),
		.dirty_pages = wp_stat(slot, "dirty_pages"),
		.tlb_flushes = wp_stat(slot, "tlb_flushes"),
		.flush_entries = wp_hist_entries(slot, "tlb_flush_ns"),
		.holds = wp_hist_entries(slot, "lock_hold_ns") - wp_stat(slot, "lock_drops"),
	};
}

static int differs(const struct test_slot *slot, const char *what, int64_t was, int64_t now,
		   int64_t expected)
{
	if (now - was == expected)
		return 0;
	fprintf(stderr, "# slot %u: %s rose by %" PRId64 " to %" PRId64 ", expected a rise by %"
		PRId64 "\n", slot->id, what, now - was, now, expected);
	return 1;
}

int wp_round_wrong(const struct test_slot *slot, const struct wp_round *was, int rounds,
		   uint64_t leaves, uint64_t dirty)
{
	struct wp_round now = wp_round_begin(slot);

	return differs(slot, "passes", was->passes, now.passes, wp_served(rounds)) +
	       differs(slot, "ptes_wp", was->ptes_wp, now.ptes_wp, 0) +
	       differs(slot, "ptes_rewp", was->ptes_rewp, now.ptes_rewp, wp_served(leaves)) +
	       differs(slot, "dirty_pages", was->dirty_pages, now.dirty_pages, dirty) +
	       differs(slot, "tlb_flushes", was->tlb_flushes, now.tlb_flushes, rounds) +
	       differs(slot, "flushes in the histogram", was->flush_entries, now.flush_entries,
		       rounds) +
	       differs(slot, "holds in the histogram", was->holds, now.holds, wp_served(rounds));
}
