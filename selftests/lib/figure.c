// SPDX-License-Identifier: GPL-2.0
/*
 * Figures that were measured several times over.
 */
#include <string.h>

#include "figure.h"
#include "wp.h"

#define FIGURES_MAX	16
/* bench/collect.jq says how far runs may differ: 2 %, or so many nanoseconds. */
#define SHARE		50
#define FORGIVEN_NS	200

static struct figure {
	const char *name;
	uint64_t least[2];
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

/* The lesser one comes first. */
void wp_figure_add(const char *name, uint64_t value)
{
	struct figure *f = find(name);

	if (f->nr == 2 && value >= f->least[1])
		return;
	if (f->nr < 2)
		f->nr++;
	f->least[f->nr - 1] = value;
	if (f->nr == 2 && value < f->least[0]) {
		f->least[1] = f->least[0];
		f->least[0] = value;
	}
}

static bool agrees(const struct figure *f)
{
	uint64_t differ = f->least[1] - f->least[0];

	return differ * SHARE <= (f->least[0] + f->least[1]) / 2 ||
	       (strstr(f->name, "_ns") && differ <= FORGIVEN_NS);
}

bool wp_figures_agree(void)
{
	int i;

	for (i = 0; i < nr_figures; i++)
		if (figures[i].nr < 2 || !agrees(&figures[i]))
			return false;
	return true;
}

void wp_figures_print(void (*print)(const char *name, int run, uint64_t value))
{
	int i, run;

	for (i = 0; i < nr_figures; i++)
		for (run = 0; run < figures[i].nr; run++)
			print(figures[i].name, run + 1, figures[i].least[run]);
	nr_figures = 0;
}
