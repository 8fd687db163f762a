// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#define WP_COUNTERS_ONLY
#include "../module/counters.h"

#include "counters.h"

#define STAT_COUNTER_ENTRY(name, kind, shown) { #name, STAT_##kind },
const struct stat_counter stat_counters[] = {
	WP_COUNTERS(STAT_COUNTER_ENTRY)
	{ NULL, STAT_SUM }
};

const unsigned int stat_format_version = WP_STAT_VERSION;

/* The Makefile generates help.inc from the tables in debugfs-doc/stat.md. */
static const struct {
	const char *key;
	const char *text;
} stat_help_texts[] = {
#include "help.inc"
	{ NULL, NULL }
};

const struct stat_counter *stat_counter_find(const char *key)
{
	const struct stat_counter *counter;

	for (counter = stat_counters; counter->key; counter++)
		if (!strcmp(counter->key, key))
			return counter;
	return NULL;
}

const char *stat_counter_help(const char *key)
{
	int i;

	for (i = 0; stat_help_texts[i].key; i++)
		if (!strcmp(stat_help_texts[i].key, key))
			return stat_help_texts[i].text;
	return NULL;
}
