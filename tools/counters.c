// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#define WP_COUNTERS_ONLY
#include "kvm_arm_wp_counters.h"

#include "counters.h"

#define WP_COUNTER_ENTRY(name, kind, shown) { #name, WP_##kind },
const struct wp_counter wp_counters[] = {
	WP_COUNTERS(WP_COUNTER_ENTRY)
	{ NULL, WP_SUM }
};

const unsigned int wp_stat_version = WP_STAT_VERSION;

/* Made from the rows of debugfs-doc/stat.md: see the Makefile. */
static const struct {
	const char *key;
	const char *text;
} wp_help[] = {
#include "help.inc"
	{ NULL, NULL }
};

const struct wp_counter *wp_counter_find(const char *key)
{
	const struct wp_counter *counter;

	for (counter = wp_counters; counter->key; counter++)
		if (!strcmp(counter->key, key))
			return counter;
	return NULL;
}

const char *wp_counter_help(const char *key)
{
	int i;

	for (i = 0; wp_help[i].key; i++)
		if (!strcmp(wp_help[i].key, key))
			return wp_help[i].text;
	return NULL;
}
