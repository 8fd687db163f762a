// SPDX-License-Identifier: GPL-2.0
/* Adds to, reads and resets the counters of a slot. */
#include <linux/string.h>
#include <linux/time64.h>

#include "core/batch.h"
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

void wp_faults_add(struct wp_faults *faults, enum wp_fault why, u64 ns)
{
	s64 max = atomic64_read(&faults->ns_max);

	atomic64_inc(&faults->nr[why]);
	atomic64_add(ns, &faults->ns_total);
	atomic64_inc(&faults->ns[fls64(ns)]);
	while (max < (s64)ns && !atomic64_try_cmpxchg(&faults->ns_max, &max, ns))
		;
}

void wp_stats_prepared(struct wp_stats *stats, u64 pages)
{
	spin_lock(&stats->lock);
	stats->prepared = pages;
	spin_unlock(&stats->lock);
}

static void wp_round_begin(struct wp_stats *stats, u64 now_ns)
{
	stats->round.begin_ns = now_ns;
	stats->round.dirty = wp_stats_dirty(stats);
}

void wp_stats_log_begins(struct wp_stats *stats, u64 now_ns)
{
	spin_lock(&stats->lock);
	stats->round = (struct wp_round){};
	wp_round_begin(stats, now_ns);
	spin_unlock(&stats->lock);
}

void wp_stats_log_read(struct wp_stats *stats, u64 now_ns)
{
	struct wp_round *round = &stats->round;

	spin_lock(&stats->lock);
	if (round->begin_ns) {
		round->nr++;
		round->before = round->pages;
		round->pages = wp_stats_dirty(stats) - round->dirty;
		round->ns = now_ns - round->begin_ns;
	}
	wp_round_begin(stats, now_ns);
	spin_unlock(&stats->lock);
}

/* Does not overflow for up to 64 TiB of 4K pages that become dirty in a round. */
static u64 wp_round_rate(const struct wp_round *round)
{
	return round->ns ? round->pages * NSEC_PER_SEC / round->ns : 0;
}

/* Fill in the counters that struct wp_stats keeps outside of @counts. */
static void wp_stats_complete(const struct wp_stats *stats,
			      struct wp_counts *counts)
{
	const struct wp_round *round = &stats->round;

	counts->dirty_pages = wp_stats_dirty(stats);
	counts->faults_fast = atomic64_read(&stats->faults.nr[WP_FAULT_FAST]);
#define WP_FAULT_COUNT(name, why) \
	counts->faults_slow_##name = atomic64_read(&stats->faults.nr[why]);
	WP_FAULT_REASONS(WP_FAULT_COUNT)
	counts->fault_ns_total = atomic64_read(&stats->faults.ns_total);
	counts->fault_ns_max = atomic64_read(&stats->faults.ns_max);
	counts->prepared_pages = stats->prepared;
	counts->rounds = round->nr;
	counts->round_pages = round->pages;
	counts->round_pages_before = round->before;
	counts->round_ns = round->ns;
	counts->dirty_pages_per_s = wp_round_rate(round);
}

void wp_stats_read(struct wp_stats *stats, struct wp_counts *counts)
{
	spin_lock(&stats->lock);
	*counts = stats->counts;
	wp_stats_complete(stats, counts);
	spin_unlock(&stats->lock);
}

void wp_stats_read_hist(struct wp_stats *stats, const struct wp_hist *hist,
			struct wp_hist *copy)
{
	spin_lock(&stats->lock);
	*copy = *hist;
	spin_unlock(&stats->lock);
}

void wp_faults_read_hist(const struct wp_faults *faults, struct wp_hist *copy)
{
	int i;

	for (i = 0; i < WP_HIST_BUCKETS; i++)
		copy->bucket[i] = atomic64_read(&faults->ns[i]);
}

static void wp_faults_reset(struct wp_faults *faults)
{
	int i;

	for (i = 0; i < WP_FAULT_RESULTS; i++)
		atomic64_set(&faults->nr[i], 0);
	atomic64_set(&faults->ns_total, 0);
	atomic64_set(&faults->ns_max, 0);
	for (i = 0; i < WP_HIST_BUCKETS; i++)
		atomic64_set(&faults->ns[i], 0);
}

void wp_stats_reset(struct wp_stats *stats)
{
	spin_lock(&stats->lock);
	memset(&stats->counts, 0, sizeof(stats->counts));
	atomic64_set(&stats->dirty_pages, 0);
	stats->round = (struct wp_round){};
	memset(&stats->tlb_flush_ns, 0, sizeof(stats->tlb_flush_ns));
	memset(&stats->lock_hold_ns, 0, sizeof(stats->lock_hold_ns));
	wp_faults_reset(&stats->faults);
	spin_unlock(&stats->lock);
}
