// SPDX-License-Identifier: GPL-2.0
/*
 * Repeated measurements of figures.
 */
#include <string.h>

#include "figure.h"
#include "test_util.h"

#define FIGURES_MAX	16
#define VALUES_MAX	16
/* Tolerance: 2 %, or FORGIVEN_NS for times, as in bench/collect.jq. */
#define SHARE		50
#define FORGIVEN_NS	200

/* The values are sorted in ascending order. */
static struct figure {
	const char *name;
	uint64_t value[VALUES_MAX];
	int nr;
} figures[FIGURES_MAX];
static int nr_figures;

static struct figure *find(const char *name)
{
	int i;

	for (i = 0; i < nr_figures; i++)
		if (!strcmp(figures[i].name, name))
			return &figures[i];
	TEST_ASSERT(nr_figures < FIGURES_MAX, "too many figures");
	figures[nr_figures].name = name;
	figures[nr_figures].nr = 0;
	return &figures[nr_figures++];
}

void wp_figure_add(const char *name, uint64_t value)
{
	struct figure *f = find(name);
	int i;

	TEST_ASSERT(f->nr < VALUES_MAX, "%s was measured too often", name);
	for (i = f->nr++; i && f->value[i - 1] > value; i--)
		f->value[i] = f->value[i - 1];
	f->value[i] = value;
}

static bool agree(const char *name, uint64_t less, uint64_t more)
{
	return (more - less) * SHARE <= (less + more) / 2 ||
	       (strstr(name, "_ns") && more - less <= FORGIVEN_NS);
}

/* Index of the lowest two adjacent values that agree, or -1. */
static int pair(const struct figure *f)
{
	int i;

	for (i = 0; i + 1 < f->nr; i++)
		if (agree(f->name, f->value[i], f->value[i + 1]))
			return i;
	return -1;
}

bool wp_figures_agree(void)
{
	int i;

	for (i = 0; i < nr_figures; i++)
		if (pair(&figures[i]) < 0)
			return false;
	return true;
}

void wp_figures_print(void (*print)(const char *name, int run, uint64_t value))
{
	const struct figure *f;
	int i, run, first;

	for (i = 0; i < nr_figures; i++) {
		f = &figures[i];
		first = pair(f);
		if (first < 0)
			first = 0;
		for (run = 0; run < 2 && run < f->nr; run++)
			print(f->name, run + 1, f->value[first + run]);
	}
	nr_figures = 0;
}
