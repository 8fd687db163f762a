// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <string.h>

#include "counters.h"
#include "slot.h"

struct stat_amount stat_slot_get(const struct stat_slot *slot, const char *key)
{
	size_t i;

	for (i = 0; i < slot->nr_values; i++)
		if (!strcmp(slot->values[i].key, key))
			return (struct stat_amount){
				true, slot->values[i].value
			};
	return (struct stat_amount){ 0 };
}

struct stat_amount stat_slot_split(const struct stat_slot *slot)
{
	bool prepared = stat_slot_get(slot, "enables").n ||
			stat_slot_get(slot, "failures").n;

	if (!prepared && stat_slot_get(slot, "skipped").n)
		return (struct stat_amount){ 0 };
	return stat_slot_get(slot, "prepared_pages");
}

/* Takes the counters from the list, so that a further reason is not missed. */
struct stat_amount stat_slot_faults(const struct stat_slot *slot)
{
	static const char prefix[] = "faults_";
	const struct stat_counter *counter;
	struct stat_amount sum = { .known = true };

	for (counter = stat_counters; counter->key; counter++)
		if (!strncmp(counter->key, prefix, strlen(prefix)))
			sum = stat_sum(sum, stat_slot_get(slot, counter->key));
	return sum.known ? sum : (struct stat_amount){ 0 };
}

enum stat_log stat_slot_log(const struct stat_slot *slot)
{
	struct stat_amount on = stat_slot_get(slot, "log_on");
	struct stat_amount pending = stat_slot_get(slot, "recover_pending");

	if (!on.known || !pending.known)
		return STAT_LOG_UNKNOWN;
	if (on.n)
		return STAT_LOG_ON;
	return pending.n ? STAT_LOG_PENDING : STAT_LOG_OFF;
}

const char *stat_log_text(enum stat_log log)
{
	static const char *const texts[] = {
		[STAT_LOG_ON] = "on",
		[STAT_LOG_PENDING] = "pending",
		[STAT_LOG_OFF] = "off",
	};

	return texts[log];
}

struct stat_amount stat_sum(struct stat_amount a, struct stat_amount b)
{
	struct stat_amount sum = { a.known && b.known, 0 };

	if (sum.known && __builtin_add_overflow(a.n, b.n, &sum.n))
		sum.n = ULLONG_MAX;
	return sum;
}

double stat_percent(struct stat_amount part, unsigned long long of)
{
	if (!part.known || !of)
		return -1;
	return part.n >= of ? 100 : 100.0 * part.n / of;
}

enum stat_verdict stat_slot_verdict(const struct stat_slot *slot)
{
	struct stat_amount now = stat_slot_get(slot, "round_pages");
	struct stat_amount before = stat_slot_get(slot, "round_pages_before");

	/* VMMs read a log as soon as it is enabled: ignore that first round. */
	if (!now.known || !before.known || stat_slot_get(slot, "rounds").n < 3)
		return STAT_UNDECIDED;
	if (!now.n)
		return STAT_CLEAN;
	if (now.n == before.n)
		return STAT_STEADY;
	return now.n < before.n ? STAT_CONVERGES : STAT_GROWS;
}
