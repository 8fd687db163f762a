// SPDX-License-Identifier: GPL-2.0
/* Every event is counted and traced here. */
#include "count.h"
#include "vm.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

bool wp_count_pass_begin(const struct wp_slot *slot, enum wp_occasion occasion)
{
	trace_pass(slot, occasion, NULL);
	return trace_pass_enabled();
}

void wp_count_pass_end(const struct wp_slot *slot, enum wp_occasion occasion,
		       const struct wp_passed *pass)
{
	trace_pass(slot, occasion, pass);
}

void wp_count_batch(struct wp_slot *slot, enum wp_occasion occasion,
		    phys_addr_t start, const struct wp_batch *batch)
{
	const struct wp_counts *counts = &batch->counts;

	wp_stats_add_batch(&slot->stats, batch);
	if (counts->table_pages)
		trace_split(slot, occasion, start, batch);
	if (counts->ptes_wp || counts->ptes_rewp)
		trace_protect(slot, occasion, start, batch);
	if (counts->tlb_flushes)
		trace_flush(slot, occasion, counts->tlb_flushes,
			    counts->tlb_flush_ns_total,
			    counts->tlb_flush_ns_max);
}

void wp_count_flush(struct wp_slot *slot, enum wp_occasion occasion, u64 ns)
{
	wp_stats_add_flush(&slot->stats, ns);
	trace_flush(slot, occasion, 1, ns, ns);
}
