// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "rows.h"

static const struct wp_slot *wp_slot_find(const struct wp_snapshot *snap,
					  const struct wp_slot *same)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (snap->slots[i].id == same->id &&
		    !strcmp(snap->slots[i].vm, same->vm))
			return &snap->slots[i];
	return NULL;
}

/* A count that went back was reset, or is another module's. */
static struct wp_amount wp_live_rate(const struct wp_slot *slot,
				     const struct wp_snapshot *before)
{
	const struct wp_slot *then = wp_slot_find(before, slot);
	struct wp_amount dirty = wp_slot_get(slot, "dirty_pages");
	struct wp_amount was, none = { 0 };
	double rate;

	if (!then || then->when >= slot->when)
		return none;
	was = wp_slot_get(then, "dirty_pages");
	if (!dirty.known || !was.known || dirty.n < was.n)
		return none;
	rate = (dirty.n - was.n) * 1e9 / (slot->when - then->when) + 0.5;
	/* Whoever writes such numbers is no guest; a conversion must be defined. */
	return rate < 1e18 ? (struct wp_amount){ true, rate } : none;
}

void wp_row_make(struct wp_row *row, const struct wp_slot *slot,
		 const struct wp_snapshot *before, unsigned long long page_size)
{
	*row = (struct wp_row){ .slot = slot };
	row->pages = (struct wp_amount){ true, slot->pages };
	row->bytes = (double)slot->pages * page_size;
	row->split = wp_slot_split(slot);
	if (row->split.known)
		row->split_of = row->pages;
	row->blocks = wp_sum(wp_slot_get(slot, "splits_l1"),
			     wp_slot_get(slot, "splits_l2"));
	row->protected = wp_sum(wp_slot_get(slot, "ptes_wp"),
				wp_slot_get(slot, "ptes_rewp"));
	row->rounds = wp_slot_get(slot, "rounds");
	row->round = wp_slot_get(slot, "round_pages");
	row->rate = before ? wp_live_rate(slot, before) :
			     wp_slot_get(slot, "dirty_pages_per_s");
	row->rate_mib = (double)row->rate.n * page_size / (1 << 20);
	row->hold = wp_slot_get(slot, "lock_hold_ns_max");
	row->flush = wp_slot_get(slot, "tlb_flush_ns_max");
}

static void wp_add(struct wp_amount *to, struct wp_amount amount)
{
	if (!amount.known)
		return;
	to->known = true;
	*to = wp_sum(*to, amount);
}

static void wp_greater(struct wp_amount *to, struct wp_amount amount)
{
	if (amount.known && (!to->known || amount.n > to->n))
		*to = amount;
}

void wp_row_add(struct wp_row *total, const struct wp_row *row)
{
	wp_add(&total->pages, row->pages);
	total->bytes += row->bytes;
	wp_add(&total->split, row->split);
	wp_add(&total->split_of, row->split_of);
	wp_add(&total->blocks, row->blocks);
	wp_add(&total->protected, row->protected);
	wp_add(&total->rounds, row->rounds);
	wp_add(&total->round, row->round);
	wp_add(&total->rate, row->rate);
	total->rate_mib += row->rate_mib;
	wp_greater(&total->hold, row->hold);
	wp_greater(&total->flush, row->flush);
}
