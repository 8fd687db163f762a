// SPDX-License-Identifier: GPL-2.0
/* Totals of a slot: added to by passes, read by debugfs. */
#include <linux/string.h>

#include "stats.h"

void wp_stats_init(struct wp_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	spin_lock_init(&stats->lock);
}

void wp_stats_add(struct wp_stats *stats, const struct wp_counts *counts)
{
	spin_lock(&stats->lock);
	wp_counts_merge(&stats->counts, counts);
	spin_unlock(&stats->lock);
}

void wp_stats_add_batch(struct wp_stats *stats, const struct wp_batch *batch)
{
	spin_lock(&stats->lock);
	wp_counts_merge(&stats->counts, &batch->counts);
	wp_hist_add(&stats->lock_hold_ns, batch->hold_ns);
	if (batch->counts.tlb_flushes)
		wp_hist_merge(&stats->tlb_flush_ns, &batch->flush_ns);
	spin_unlock(&stats->lock);
}

void wp_stats_add_flush(struct wp_stats *stats, u64 ns)
{
	const struct wp_counts counts = {
		.tlb_flushes = 1,
		.tlb_flush_ns_total = ns,
		.tlb_flush_ns_max = ns,
	};

	spin_lock(&stats->lock);
	wp_counts_merge(&stats->counts, &counts);
	wp_hist_add(&stats->tlb_flush_ns, ns);
	spin_unlock(&stats->lock);
}

void wp_stats_read(struct wp_stats *stats, struct wp_stats *copy)
{
	spin_lock(&stats->lock);
	copy->counts = stats->counts;
	copy->counts.dirty_pages = atomic64_read(&stats->dirty_pages);
	copy->tlb_flush_ns = stats->tlb_flush_ns;
	copy->lock_hold_ns = stats->lock_hold_ns;
	spin_unlock(&stats->lock);
}

void wp_stats_reset(struct wp_stats *stats)
{
	spin_lock(&stats->lock);
	memset(&stats->counts, 0, sizeof(stats->counts));
	atomic64_set(&stats->dirty_pages, 0);
	memset(&stats->tlb_flush_ns, 0, sizeof(stats->tlb_flush_ns));
	memset(&stats->lock_hold_ns, 0, sizeof(stats->lock_hold_ns));
	spin_unlock(&stats->lock);
}
