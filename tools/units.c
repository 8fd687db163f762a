// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "units.h"

#define WP_BAR 10

void wp_put_count(char *to, struct wp_amount count)
{
	if (count.known)
		snprintf(to, WP_CELL, "%llu", count.n);
	else
		snprintf(to, WP_CELL, "-");
}

static void wp_put_scaled(char *to, double value, double step,
			  const char *const *units)
{
	int precise;

	while (value >= step && units[1]) {
		value /= step;
		units++;
	}
	/* Of nothing the unit does not matter. */
	if (!value) {
		snprintf(to, WP_CELL, "0");
		return;
	}
	precise = value < 100 && value != (unsigned int)value;
	snprintf(to, WP_CELL, "%.*f%s", precise, value, *units);
}

void wp_put_size(char *to, double bytes)
{
	static const char *const units[] = {
		"B", "K", "M", "G", "T", "P", "E", NULL
	};

	wp_put_scaled(to, bytes, 1024, units);
}

void wp_put_time(char *to, struct wp_amount ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s", NULL };

	if (ns.known)
		wp_put_scaled(to, ns.n, 1000, units);
	else
		snprintf(to, WP_CELL, "-");
}

void wp_put_bar(char *to, double percent)
{
	char bar[WP_BAR + 1];
	int i;

	if (percent < 0) {
		snprintf(to, WP_CELL, "-");
		return;
	}
	for (i = 0; i < WP_BAR; i++)
		bar[i] = percent >= (i + 1) * 100.0 / WP_BAR ? '#' : '.';
	bar[WP_BAR] = '\0';
	snprintf(to, WP_CELL, "[%s] %3d%%", bar, (int)percent);
}
