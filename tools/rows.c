// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "hist.h"
#include "rows.h"

static const struct stat_slot *stat_slot_find(const struct stat_snapshot *snap,
					      const struct stat_slot *same)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (snap->slots[i].id == same->id &&
		    !strcmp(snap->slots[i].vm, same->vm))
			return &snap->slots[i];
	return NULL;
}

static struct stat_amount stat_slot_dirty(const struct stat_slot *slot)
{
	return stat_slot_get(slot, "dirty_pages");
}

/*
 * No rate if the count went down: it was reset, or the module was loaded again.
 */
static struct stat_amount
stat_rate(const struct stat_slot *slot, const struct stat_slot *then,
	  struct stat_amount (*count)(const struct stat_slot *slot))
{
	struct stat_amount now = count(slot), was = count(then), none = { 0 };
	double rate;

	if (then->read_ns >= slot->read_ns)
		return none;
	if (!now.known || !was.known || now.n < was.n)
		return none;
	rate = (now.n - was.n) * 1e9 / (slot->read_ns - then->read_ns) + 0.5;
	/* A larger rate is not real, and its conversion would be undefined. */
	return rate < 1e18 ? (struct stat_amount){ true, rate } : none;
}

static void stat_row_since(struct stat_row *row, const struct stat_slot *slot,
			   const struct stat_snapshot *before)
{
	const struct stat_slot *then = stat_slot_find(before, slot);

	if (!then)
		return;
	row->rate = stat_rate(slot, then, stat_slot_dirty);
	row->faults = stat_rate(slot, then, stat_slot_faults);
	row->fault_ns = stat_hist_since(&slot->fault_ns, &then->fault_ns);
}

static void stat_row_so_far(struct stat_row *row, const struct stat_slot *slot)
{
	row->rate = stat_slot_get(slot, "dirty_pages_per_s");
	row->faults = stat_slot_faults(slot);
	row->fault_ns = slot->fault_ns;
}

void stat_row_make(struct stat_row *row, const struct stat_slot *slot,
		   const struct stat_snapshot *before,
		   unsigned long long page_size)
{
	*row = (struct stat_row){ .slot = slot };
	row->pages = (struct stat_amount){ true, slot->pages };
	row->bytes = (double)slot->pages * page_size;
	row->split = stat_slot_split(slot);
	if (row->split.known)
		row->split_of = row->pages;
	row->blocks = stat_sum(stat_slot_get(slot, "splits_l1"),
			       stat_slot_get(slot, "splits_l2"));
	row->protected = stat_sum(stat_slot_get(slot, "ptes_wp"),
				  stat_slot_get(slot, "ptes_rewp"));
	row->rounds = stat_slot_get(slot, "rounds");
	row->round = stat_slot_get(slot, "round_pages");
	if (before)
		stat_row_since(row, slot, before);
	else
		stat_row_so_far(row, slot);
	row->rate_mib = (double)row->rate.n * page_size / (1 << 20);
	row->recovered = stat_slot_get(slot, "recovered_tables");
	row->hold = stat_slot_get(slot, "lock_hold_ns_max");
	row->flush = stat_slot_get(slot, "tlb_flush_ns_max");
}

static void stat_add(struct stat_amount *to, struct stat_amount amount)
{
	if (!amount.known)
		return;
	to->known = true;
	*to = stat_sum(*to, amount);
}

static void stat_greater(struct stat_amount *to, struct stat_amount amount)
{
	if (amount.known && (!to->known || amount.n > to->n))
		*to = amount;
}

void stat_row_add(struct stat_row *total, const struct stat_row *row)
{
	stat_add(&total->pages, row->pages);
	total->bytes += row->bytes;
	stat_add(&total->split, row->split);
	stat_add(&total->split_of, row->split_of);
	stat_add(&total->blocks, row->blocks);
	stat_add(&total->protected, row->protected);
	stat_add(&total->rounds, row->rounds);
	stat_add(&total->round, row->round);
	stat_add(&total->rate, row->rate);
	total->rate_mib += row->rate_mib;
	stat_add(&total->recovered, row->recovered);
	stat_greater(&total->hold, row->hold);
	stat_greater(&total->flush, row->flush);
	stat_add(&total->faults, row->faults);
	stat_hist_add(&total->fault_ns, &row->fault_ns);
}
