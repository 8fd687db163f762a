// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <string.h>

#include "slot.h"

struct wp_amount wp_slot_get(const struct wp_slot *slot, const char *key)
{
	size_t i;

	for (i = 0; i < slot->nr_values; i++)
		if (!strcmp(slot->values[i].key, key))
			return (struct wp_amount){ true, slot->values[i].value };
	return (struct wp_amount){ 0 };
}

struct wp_amount wp_slot_split(const struct wp_slot *slot)
{
	bool prepared = wp_slot_get(slot, "enables").n ||
			wp_slot_get(slot, "failures").n;

	if (!prepared && wp_slot_get(slot, "skipped").n)
		return (struct wp_amount){ 0 };
	return wp_slot_get(slot, "prepared_pages");
}

struct wp_amount wp_sum(struct wp_amount a, struct wp_amount b)
{
	struct wp_amount sum = { a.known && b.known, 0 };

	if (sum.known && __builtin_add_overflow(a.n, b.n, &sum.n))
		sum.n = ULLONG_MAX;
	return sum;
}

double wp_percent(struct wp_amount part, unsigned long long of)
{
	if (!part.known || !of)
		return -1;
	return part.n >= of ? 100 : 100.0 * part.n / of;
}

enum wp_verdict wp_slot_verdict(const struct wp_slot *slot)
{
	struct wp_amount now = wp_slot_get(slot, "round_pages");
	struct wp_amount before = wp_slot_get(slot, "round_pages_before");

	/* VMMs read a log as soon as it is on: that first round says nothing. */
	if (!now.known || !before.known || wp_slot_get(slot, "rounds").n < 3)
		return WP_UNDECIDED;
	if (!now.n)
		return WP_CLEAN;
	if (now.n == before.n)
		return WP_STEADY;
	return now.n < before.n ? WP_CONVERGES : WP_GROWS;
}
