// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "units.h"

#define STAT_BAR 10

void stat_put_count(char *to, struct stat_amount count)
{
	if (count.known)
		snprintf(to, STAT_CELL, "%llu", count.n);
	else
		snprintf(to, STAT_CELL, "-");
}

static void stat_put_scaled(char *to, double value, double step,
			    const char *const *units)
{
	int decimals;

	while (value >= step && units[1]) {
		value /= step;
		units++;
	}
	/* Zero needs no unit. */
	if (!value) {
		snprintf(to, STAT_CELL, "0");
		return;
	}
	decimals = value < 100 && value != (unsigned int)value;
	snprintf(to, STAT_CELL, "%.*f%s", decimals, value, *units);
}

void stat_put_size(char *to, double bytes)
{
	static const char *const units[] = {
		"B", "K", "M", "G", "T", "P", "E", NULL
	};

	stat_put_scaled(to, bytes, 1024, units);
}

void stat_put_time(char *to, struct stat_amount ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s", NULL };

	if (ns.known)
		stat_put_scaled(to, ns.n, 1000, units);
	else
		snprintf(to, STAT_CELL, "-");
}

void stat_put_bar(char *to, double percent)
{
	char bar[STAT_BAR + 1];
	int i;

	if (percent < 0) {
		snprintf(to, STAT_CELL, "-");
		return;
	}
	for (i = 0; i < STAT_BAR; i++)
		bar[i] = percent >= (i + 1) * 100.0 / STAT_BAR ? '#' : '.';
	bar[STAT_BAR] = '\0';
	snprintf(to, STAT_CELL, "[%s] %3d%%", bar, (int)percent);
}
