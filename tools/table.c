// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "rows.h"
#include "table.h"
#include "units.h"

#define WP_GAP 2

static void wp_put_vm(char *to, const struct wp_row *row)
{
	snprintf(to, WP_CELL, "%s", row->slot ? row->slot->vm : "Total");
}

static void wp_put_slot(char *to, const struct wp_row *row)
{
	struct wp_amount id = { row->slot, row->slot ? row->slot->id : 0 };

	wp_put_count(to, id);
}

static void wp_put_bytes(char *to, const struct wp_row *row)
{
	wp_put_size(to, row->bytes);
}

static void wp_put_split(char *to, const struct wp_row *row)
{
	wp_put_bar(to, wp_percent(row->split, row->split_of.n));
}

static void wp_put_rate(char *to, const struct wp_row *row)
{
	if (row->rate.known)
		snprintf(to, WP_CELL, "%.1f", row->rate_mib);
	else
		snprintf(to, WP_CELL, "-");
}

/* Rounded down: a log that shrinks at all is below 1. */
static void wp_put_ratio(char *to, const struct wp_slot *slot)
{
	double ratio = 100.0 * wp_slot_get(slot, "round_pages").n /
		       wp_slot_get(slot, "round_pages_before").n;

	snprintf(to, WP_CELL, "converges x0.%02d", (int)ratio);
}

static void wp_put_verdict(char *to, const struct wp_row *row)
{
	switch (row->slot ? wp_slot_verdict(row->slot) : WP_UNDECIDED) {
	case WP_CLEAN:
		snprintf(to, WP_CELL, "clean");
		break;
	case WP_CONVERGES:
		wp_put_ratio(to, row->slot);
		break;
	case WP_STEADY:
		snprintf(to, WP_CELL, "steady");
		break;
	case WP_GROWS:
		snprintf(to, WP_CELL, "grows");
		break;
	default:
		snprintf(to, WP_CELL, "-");
	}
}

#define WP_PUT(name, how)					\
static void wp_put_##name(char *to, const struct wp_row *row)	\
{								\
	how(to, row->name);					\
}

WP_PUT(blocks, wp_put_count)
WP_PUT(protected, wp_put_count)
WP_PUT(rounds, wp_put_count)
WP_PUT(round, wp_put_count)
WP_PUT(hold, wp_put_time)
WP_PUT(flush, wp_put_time)

static void wp_put_pages(char *to, const struct wp_row *row)
{
	wp_put_count(to, row->rate);
}

/*
 * struct wp_column - a column, from left to right
 * @head:	Its name.
 * @put:	Writes a cell.
 * @width:	At least, so that columns do not jump as numbers grow.
 * @matters:	Those with less are left out first.
 * @left:	Text, not numbers.
 */
struct wp_column {
	const char *head;
	void (*put)(char *to, const struct wp_row *row);
	size_t width;
	int matters;
	bool left;
};

static const struct wp_column wp_columns[] = {
	{ "VM",		wp_put_vm,		8,	13,	true },
	{ "SLOT",	wp_put_slot,		4,	12,	false },
	{ "SIZE",	wp_put_bytes,		5,	8,	false },
	{ "SPLIT",	wp_put_split,		17,	11,	true },
	{ "BLOCKS",	wp_put_blocks,		6,	1,	false },
	{ "PROTECTED",	wp_put_protected,	9,	2,	false },
	{ "ROUNDS",	wp_put_rounds,		6,	5,	false },
	{ "ROUND",	wp_put_round,		7,	7,	false },
	{ "PAGES/S",	wp_put_pages,		7,	9,	false },
	{ "MIB/S",	wp_put_rate,		7,	6,	false },
	{ "VERDICT",	wp_put_verdict,		15,	10,	true },
	{ "HOLD",	wp_put_hold,		6,	4,	false },
	{ "FLUSH",	wp_put_flush,		6,	3,	false },
};

#define WP_COLUMNS (sizeof(wp_columns) / sizeof(*wp_columns))

/*
 * struct wp_layout - how wide each column is; 0 if it is left out
 */
struct wp_layout {
	size_t width[WP_COLUMNS];
	size_t limit;
};

static void wp_widen(struct wp_layout *layout, const struct wp_row *row)
{
	char cell[WP_CELL];
	size_t i, len;

	for (i = 0; i < WP_COLUMNS; i++) {
		wp_columns[i].put(cell, row);
		len = strlen(cell);
		if (len > layout->width[i])
			layout->width[i] = len;
	}
}

static size_t wp_table_width(const struct wp_layout *layout)
{
	size_t i, width = 0;

	for (i = 0; i < WP_COLUMNS; i++)
		if (layout->width[i])
			width += layout->width[i] + WP_GAP;
	return width - WP_GAP;
}

/* The column with the names stays, however wide. */
static bool wp_leave_one_out(struct wp_layout *layout)
{
	size_t i, least = 0;

	for (i = 1; i < WP_COLUMNS; i++)
		if (layout->width[i] &&
		    wp_columns[i].matters < wp_columns[least].matters)
			least = i;
	layout->width[least] = least ? 0 : layout->width[least];
	return least;
}

static void wp_lay_out(struct wp_layout *layout, const struct wp_row *rows,
		       size_t nr, size_t limit)
{
	size_t i;

	layout->limit = limit;
	for (i = 0; i < WP_COLUMNS; i++)
		layout->width[i] = wp_columns[i].width;
	for (i = 0; i < nr; i++)
		wp_widen(layout, &rows[i]);
	while (limit && wp_table_width(layout) > limit)
		if (!wp_leave_one_out(layout))
			break;
}

/* The line of heads if there is no row. Blanks at the end are left out. */
static void wp_line_print(FILE *out, const struct wp_layout *layout,
			  const struct wp_row *row)
{
	char line[WP_COLUMNS * (WP_CELL + WP_GAP) + 1], cell[WP_CELL];
	size_t i, len = 0;
	int width;

	for (i = 0; i < WP_COLUMNS; i++) {
		if (!layout->width[i])
			continue;
		snprintf(cell, sizeof(cell), "%s", wp_columns[i].head);
		if (row)
			wp_columns[i].put(cell, row);
		width = layout->width[i];
		len += sprintf(line + len, "%*s%*s", len ? WP_GAP : 0, "",
			       wp_columns[i].left ? -width : width, cell);
	}
	if (layout->limit && len > layout->limit)
		len = layout->limit;
	while (len && line[len - 1] == ' ')
		len--;
	fprintf(out, "%.*s\n", (int)len, line);
}

/* One of the lines is for saying how many have none. */
static size_t wp_lines(const struct wp_view *view)
{
	size_t nr = view->now->nr_slots;

	if (!view->lines || nr <= view->lines)
		return nr;
	return view->lines - 1;
}

void wp_table_print(FILE *out, const struct wp_view *view)
{
	const struct wp_snapshot *now = view->now;
	size_t i, nr = now->nr_slots, lines = wp_lines(view);
	struct wp_row total = { 0 }, *rows = NULL;
	struct wp_layout layout;

	for (i = 0; i < nr; i++) {
		rows = wp_grow(rows, i, sizeof(*rows));
		wp_row_make(&rows[i], &now->slots[i], view->before,
			    now->page_size);
		wp_row_add(&total, &rows[i]);
	}
	rows = wp_grow(rows, nr, sizeof(*rows));
	rows[nr] = total;
	wp_lay_out(&layout, rows, nr + 1, view->width);
	wp_line_print(out, &layout, NULL);
	for (i = 0; i < lines; i++)
		wp_line_print(out, &layout, &rows[i]);
	if (lines < nr)
		fprintf(out, "(%zu more)\n", nr - lines);
	wp_line_print(out, &layout, &total);
	free(rows);
}
