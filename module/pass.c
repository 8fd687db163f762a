// SPDX-License-Identifier: GPL-2.0
/* Counts and traces the work of passes. */
#include <linux/bug.h>

#include "pass.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static bool wp_pass_is_ours(const struct wp_pass *pass)
{
	return pass->occasion == WP_IN_PREPARE ||
	       pass->occasion == WP_IN_STRAGGLERS ||
	       pass->occasion == WP_IN_RECOVER;
}

void wp_pass_begin(struct wp_pass *pass, u64 now_ns)
{
	trace_pass(pass, false);
	pass->sums = wp_pass_is_ours(pass) || trace_pass_enabled();
	if (!pass->sums)
		return;
	pass->begin_ns = now_ns;
	pass->ns = 0;
	pass->ret = 0;
	pass->holds = 0;
	pass->counts = (struct wp_counts){};
}

void wp_pass_end(struct wp_pass *pass, int ret)
{
	if (!pass->sums)
		return;
	pass->sums = false;
	pass->ns = wp_env_clock_ns() - pass->begin_ns;
	pass->ret = ret;
	trace_pass(pass, true);
}

/*
 * Blocks that are split once more count as stragglers, see slot.c.  The counter
 * `passes` is about KVM's passes only.
 */
static void wp_pass_sort_counts(const struct wp_pass *pass,
				struct wp_counts *counts)
{
	switch (pass->occasion) {
	case WP_IN_PREPARE:
	case WP_IN_RECOVER:
		return;
	case WP_IN_STRAGGLERS:
		counts->splits_l1 = 0;
		counts->splits_l2 = 0;
		return;
	case WP_IN_ROUND:
		counts->ptes_rewp = counts->ptes_wp;
		counts->ptes_wp = 0;
		break;
	case WP_IN_INITIAL:
		break;
	}
	counts->passes = !pass->slot->pass_counted;
	pass->slot->pass_counted = true;
}

#define WP_FINDING KBUILD_MODNAME \
	": vm %s slot %d: IPA %#llx: %s left behind: level %d, attributes %#llx, 1/%u\n"

/* The message has no address of the host in it. */
static void wp_pass_report(const struct wp_slot *slot,
			   const struct wp_finding *finding)
{
	WARN_ONCE(1, WP_FINDING, slot->vm->name, slot->id, finding->addr,
		  wp_entry_is_block(finding->pte, finding->level) ?
		  "a block" : "a writable page",
		  finding->level, wp_entry_attributes(finding->pte),
		  finding->nr);
}

void wp_pass_add(struct wp_pass *pass, phys_addr_t start,
		 struct wp_batch *batch)
{
	struct wp_counts *counts = &batch->counts;
	struct wp_slot *slot = pass->slot;

	if (pass->sums) {
		wp_counts_merge(&pass->counts, counts);
		pass->holds++;
	}
	wp_pass_sort_counts(pass, counts);
	wp_stats_add_batch(&slot->stats, batch);
	if (counts->table_pages)
		trace_split(pass, start, batch);
	if (counts->ptes_wp || counts->ptes_rewp)
		trace_protect(pass, start, batch);
	if (counts->tlb_flushes)
		trace_flush(slot, pass->occasion, counts->tlb_flushes,
			    counts->tlb_flush_ns_total,
			    counts->tlb_flush_ns_max);
	if (batch->finding.nr)
		wp_pass_report(slot, &batch->finding);
}

void wp_pass_flushed(struct wp_slot *slot, enum wp_occasion occasion, u64 ns)
{
	wp_stats_add_flush(&slot->stats, ns);
	trace_flush(slot, occasion, 1, ns, ns);
}
