// SPDX-License-Identifier: GPL-2.0
/* All samples of a metric have to be in one place, so it is asked for by key. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "counters.h"
#include "prometheus.h"
#include "slot.h"

#define WP_METRIC "kvm_arm_wp_"

static const char *const wp_types[] = {
	[WP_SUM] = "counter",
	[WP_MAX] = "gauge",
	[WP_LAST] = "gauge",
	[WP_NOW] = "gauge",
};

static void wp_metric_head(FILE *out, const char *name, const char *help,
			   const char *type)
{
	fprintf(out, "# HELP %s%s %s\n# TYPE %s%s %s\n", WP_METRIC, name, help,
		WP_METRIC, name, type);
}

/* The name of a VM is printable, but may have what ends a label. */
static void wp_metric_sample(FILE *out, const char *name,
			     const struct wp_slot *slot, unsigned long long value)
{
	const char *c;

	fprintf(out, "%s%s{vm=\"", WP_METRIC, name);
	for (c = slot->vm; *c; c++)
		fprintf(out, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
	fprintf(out, "\",slot=\"%llu\"} %llu\n", slot->id, value);
}

static void wp_metric_up(FILE *out)
{
	wp_metric_head(out, "up", "The module is loaded, and was understood.",
		       "gauge");
	fprintf(out, WP_METRIC "up 1\n");
}

static void wp_metric_pages(FILE *out, const struct wp_snapshot *snap)
{
	size_t i;

	if (!snap->nr_slots)
		return;
	wp_metric_head(out, "slot_pages",
		       "Size of the slot when its log was last switched on, read or cleared.",
		       "gauge");
	for (i = 0; i < snap->nr_slots; i++)
		wp_metric_sample(out, "slot_pages", &snap->slots[i],
				 snap->slots[i].pages);
}

static void wp_metric_values(FILE *out, const struct wp_snapshot *snap,
			     const char *name, const char *key)
{
	struct wp_amount value;
	size_t i;

	for (i = 0; i < snap->nr_slots; i++) {
		value = wp_slot_get(&snap->slots[i], key);
		if (value.known)
			wp_metric_sample(out, name, &snap->slots[i], value.n);
	}
}

static bool wp_is_in_any(const struct wp_snapshot *snap, const char *key)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (wp_slot_get(&snap->slots[i], key).known)
			return true;
	return false;
}

static bool wp_ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

static char *wp_metric_name(const struct wp_counter *counter)
{
	bool total = counter->kind == WP_SUM &&
		     !wp_ends_with(counter->key, "_total");

	return wp_text_of("%s%s", counter->key, total ? "_total" : "");
}

static void wp_metric_known(FILE *out, const struct wp_snapshot *snap,
			    const struct wp_counter *counter)
{
	const char *help = wp_counter_help(counter->key);
	char *name;

	if (!wp_is_in_any(snap, counter->key))
		return;
	name = wp_metric_name(counter);
	wp_metric_head(out, name, help ? help : counter->key,
		       wp_types[counter->kind]);
	wp_metric_values(out, snap, name, counter->key);
	free(name);
}

/* Whatever a newer module has come up with, it must not be one of ours. */
static bool wp_is_taken(const char *key)
{
	const struct wp_counter *counter;
	bool same = !strcmp(key, "up") || !strcmp(key, "slot_pages");
	char *name;

	for (counter = wp_counters; counter->key && !same; counter++) {
		name = wp_metric_name(counter);
		same = !strcmp(key, counter->key) || !strcmp(key, name);
		free(name);
	}
	return same;
}

static void wp_metric_unknown(FILE *out, const struct wp_snapshot *snap,
			      const char *key)
{
	if (wp_is_taken(key))
		return;
	wp_metric_head(out, key, "Newer than the program that read it.",
		       "untyped");
	wp_metric_values(out, snap, key, key);
}

/* Each once, where it is first seen. */
static void wp_metrics_unknown(FILE *out, const struct wp_snapshot *snap)
{
	struct wp_snapshot seen = *snap;
	const struct wp_slot *slot;
	size_t i, j;

	for (i = 0; i < snap->nr_slots; i++) {
		slot = &snap->slots[i];
		seen.nr_slots = i;
		for (j = 0; j < slot->nr_values; j++)
			if (!wp_is_in_any(&seen, slot->values[j].key))
				wp_metric_unknown(out, snap, slot->values[j].key);
	}
}

void wp_prometheus_print(FILE *out, const struct wp_snapshot *snap)
{
	const struct wp_counter *counter;

	wp_metric_up(out);
	wp_metric_pages(out, snap);
	for (counter = wp_counters; counter->key; counter++)
		wp_metric_known(out, snap, counter);
	wp_metrics_unknown(out, snap);
}
