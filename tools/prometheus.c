// SPDX-License-Identifier: GPL-2.0
/*
 * All samples of a metric must be adjacent, so the loops go over metrics, then
 * over slots.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "counters.h"
#include "hist.h"
#include "prometheus.h"
#include "slot.h"

#define STAT_METRIC "kvm_arm_wp_"
#define STAT_FAULTS "fault_duration_seconds"

/*
 * Every slot has the same buckets at all times. Prometheus cannot add up
 * histograms with different buckets, and loses the first counts of a bucket
 * that appears later. Durations below 2^8 ns, a quarter of a microsecond, count
 * in the first bucket. Durations from 2^30 ns on, a second, count in +Inf only.
 */
#define STAT_FAULTS_FIRST 8
#define STAT_FAULTS_LAST 30

static const char *const stat_types[] = {
	[STAT_SUM] = "counter",
	[STAT_MAX] = "gauge",
	[STAT_LAST] = "gauge",
	[STAT_NOW] = "gauge",
};

static void stat_metric_head(FILE *out, const char *name, const char *help,
			     const char *type)
{
	fprintf(out, "# HELP %s%s %s\n# TYPE %s%s %s\n",
		STAT_METRIC, name, help, STAT_METRIC, name, type);
}

/*
 * Leaves the braces open. The name of a VM is printable, but may contain
 * characters to be escaped.
 */
static void stat_metric_labels(FILE *out, const char *name,
			       const struct stat_slot *slot)
{
	const char *c;

	fprintf(out, "%s%s{vm=\"", STAT_METRIC, name);
	for (c = slot->vm; *c; c++)
		fprintf(out, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
	fprintf(out, "\",slot=\"%llu\"", slot->id);
}

static void stat_metric_sample(FILE *out, const char *name,
			       const struct stat_slot *slot,
			       unsigned long long value)
{
	stat_metric_labels(out, name, slot);
	fprintf(out, "} %llu\n", value);
}

static void stat_metric_up(FILE *out)
{
	stat_metric_head(out, "up",
			 "1: the module is loaded and its files could be read.",
			 "gauge");
	fprintf(out, STAT_METRIC "up 1\n");
}

static void stat_metric_pages(FILE *out, const struct stat_snapshot *snap)
{
	size_t i;

	if (!snap->nr_slots)
		return;
	stat_metric_head(out, "slot_pages",
			 "Pages of the slot when its log was last enabled, read or cleared.",
			 "gauge");
	for (i = 0; i < snap->nr_slots; i++)
		stat_metric_sample(out, "slot_pages", &snap->slots[i],
				   snap->slots[i].pages);
}

static void stat_metric_values(FILE *out, const struct stat_snapshot *snap,
			       const char *name, const char *key)
{
	struct stat_amount value;
	size_t i;

	for (i = 0; i < snap->nr_slots; i++) {
		value = stat_slot_get(&snap->slots[i], key);
		if (value.known)
			stat_metric_sample(out, name, &snap->slots[i], value.n);
	}
}

static void stat_put_seconds(FILE *out, unsigned long long ns)
{
	fprintf(out, "%llu.%09llu", ns / 1000000000, ns % 1000000000);
}

/*
 * A bucket of Prometheus counts the durations that are less than or equal to
 * its limit. Durations are whole nanoseconds, so the longest one that our
 * bucket counts is the exact limit. The power of two above it is the shortest
 * one that the next bucket counts.
 */
static struct stat_amount stat_metric_buckets(FILE *out,
					      const struct stat_slot *slot)
{
	struct stat_amount sum = { .known = true }, count;
	size_t n;

	for (n = 0; n < STAT_BUCKETS; n++) {
		count = (struct stat_amount){ true, slot->fault_ns.bucket[n] };
		sum = stat_sum(sum, count);
		if (n < STAT_FAULTS_FIRST || n > STAT_FAULTS_LAST)
			continue;
		stat_metric_labels(out, STAT_FAULTS "_bucket", slot);
		fputs(",le=\"", out);
		stat_put_seconds(out, stat_bucket_to(n));
		fprintf(out, "\"} %llu\n", sum.n);
	}
	stat_metric_labels(out, STAT_FAULTS "_bucket", slot);
	fprintf(out, ",le=\"+Inf\"} %llu\n", sum.n);
	return sum;
}

/* A histogram without its sum would be read as one whose sum is 0. */
static bool stat_has_faults(const struct stat_slot *slot)
{
	return slot->fault_ns.known &&
	       stat_slot_get(slot, "fault_ns_total").known;
}

static void stat_metric_slot_faults(FILE *out, const struct stat_slot *slot)
{
	struct stat_amount count = stat_metric_buckets(out, slot);

	stat_metric_labels(out, STAT_FAULTS "_sum", slot);
	fputs("} ", out);
	stat_put_seconds(out, stat_slot_get(slot, "fault_ns_total").n);
	putc('\n', out);
	stat_metric_sample(out, STAT_FAULTS "_count", slot, count.n);
}

static void stat_metric_faults(FILE *out, const struct stat_snapshot *snap)
{
	bool head = false;
	size_t i;

	for (i = 0; i < snap->nr_slots; i++) {
		if (!stat_has_faults(&snap->slots[i]))
			continue;
		if (!head)
			stat_metric_head(out, STAT_FAULTS,
					 "Duration of write faults of vCPUs while the log is on, handled by the module or by KVM.",
					 "histogram");
		head = true;
		stat_metric_slot_faults(out, &snap->slots[i]);
	}
}

static bool stat_is_in_any(const struct stat_snapshot *snap, const char *key)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (stat_slot_get(&snap->slots[i], key).known)
			return true;
	return false;
}

static bool stat_ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

static char *stat_metric_name(const struct stat_counter *counter)
{
	bool add_total = counter->kind == STAT_SUM &&
			 !stat_ends_with(counter->key, "_total");

	return stat_asprintf("%s%s", counter->key, add_total ? "_total" : "");
}

static void stat_metric_known(FILE *out, const struct stat_snapshot *snap,
			      const struct stat_counter *counter)
{
	const char *help = stat_counter_help(counter->key);
	char *name;

	if (!stat_is_in_any(snap, counter->key))
		return;
	name = stat_metric_name(counter);
	stat_metric_head(out, name, help ? help : counter->key,
			 stat_types[counter->kind]);
	stat_metric_values(out, snap, name, counter->key);
	free(name);
}

/* A key of a newer module must not repeat the name of a known metric. */
static bool stat_is_taken(const char *key)
{
	const struct stat_counter *counter;
	bool taken = !strcmp(key, "up") || !strcmp(key, "slot_pages") ||
		     !strncmp(key, STAT_FAULTS, strlen(STAT_FAULTS));
	char *name;

	for (counter = stat_counters; counter->key && !taken; counter++) {
		name = stat_metric_name(counter);
		taken = !strcmp(key, counter->key) || !strcmp(key, name);
		free(name);
	}
	return taken;
}

static void stat_metric_unknown(FILE *out, const struct stat_snapshot *snap,
				const char *key)
{
	if (stat_is_taken(key))
		return;
	stat_metric_head(out, key,
			 "A counter that this version of kvm-arm-wp-stat does not know.",
			 "untyped");
	stat_metric_values(out, snap, key, key);
}

/* Prints each unknown metric once, at the first slot that has it. */
static void stat_metrics_unknown(FILE *out, const struct stat_snapshot *snap)
{
	struct stat_snapshot seen = *snap;
	const struct stat_slot *slot;
	size_t i, j;

	for (i = 0; i < snap->nr_slots; i++) {
		slot = &snap->slots[i];
		seen.nr_slots = i;
		for (j = 0; j < slot->nr_values; j++)
			if (!stat_is_in_any(&seen, slot->values[j].key))
				stat_metric_unknown(out, snap,
						    slot->values[j].key);
	}
}

void stat_prometheus_print(FILE *out, const struct stat_snapshot *snap)
{
	const struct stat_counter *counter;

	stat_metric_up(out);
	stat_metric_pages(out, snap);
	for (counter = stat_counters; counter->key; counter++)
		stat_metric_known(out, snap, counter);
	stat_metric_faults(out, snap);
	stat_metrics_unknown(out, snap);
}
