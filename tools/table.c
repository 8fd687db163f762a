// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "hist.h"
#include "rows.h"
#include "table.h"
#include "units.h"

#define STAT_GAP 2

static void stat_put_vm(char *to, const struct stat_row *row)
{
	snprintf(to, STAT_CELL, "%s", row->slot ? row->slot->vm : "Total");
}

static void stat_put_slot(char *to, const struct stat_row *row)
{
	struct stat_amount id = { row->slot, row->slot ? row->slot->id : 0 };

	stat_put_count(to, id);
}

static void stat_put_bytes(char *to, const struct stat_row *row)
{
	stat_put_size(to, row->bytes);
}

static void stat_put_split(char *to, const struct stat_row *row)
{
	stat_put_bar(to, stat_percent(row->split, row->split_of.n));
}

static void stat_put_rate(char *to, const struct stat_row *row)
{
	if (row->rate.known)
		snprintf(to, STAT_CELL, "%.1f", row->rate_mib);
	else
		snprintf(to, STAT_CELL, "-");
}

/* Rounded down: if the round has fewer pages, the ratio is below 1. */
static void stat_put_ratio(char *to, const struct stat_slot *slot)
{
	double ratio = 100.0 * stat_slot_get(slot, "round_pages").n /
		       stat_slot_get(slot, "round_pages_before").n;

	snprintf(to, STAT_CELL, "converges x0.%02d", (int)ratio);
}

static void stat_put_verdict(char *to, const struct stat_row *row)
{
	switch (row->slot ? stat_slot_verdict(row->slot) : STAT_UNDECIDED) {
	case STAT_CLEAN:
		snprintf(to, STAT_CELL, "clean");
		break;
	case STAT_CONVERGES:
		stat_put_ratio(to, row->slot);
		break;
	case STAT_STEADY:
		snprintf(to, STAT_CELL, "steady");
		break;
	case STAT_GROWS:
		snprintf(to, STAT_CELL, "grows");
		break;
	default:
		snprintf(to, STAT_CELL, "-");
	}
}

static void stat_put_log(char *to, const struct stat_row *row)
{
	const char *text = NULL;

	if (row->slot)
		text = stat_log_text(stat_slot_log(row->slot));
	snprintf(to, STAT_CELL, "%s", text ? text : "-");
}

#define STAT_PUT(name, how)					\
static void stat_put_##name(char *to, const struct stat_row *row)	\
{								\
	how(to, row->name);					\
}

STAT_PUT(blocks, stat_put_count)
STAT_PUT(protected, stat_put_count)
STAT_PUT(rounds, stat_put_count)
STAT_PUT(round, stat_put_count)
STAT_PUT(recovered, stat_put_count)
STAT_PUT(hold, stat_put_time)
STAT_PUT(flush, stat_put_time)

STAT_PUT(faults, stat_put_count)

static void stat_put_pages(char *to, const struct stat_row *row)
{
	stat_put_count(to, row->rate);
}

static void stat_put_p50(char *to, const struct stat_row *row)
{
	stat_put_time(to, stat_hist_percentile(&row->fault_ns, 50));
}

static void stat_put_p99(char *to, const struct stat_row *row)
{
	stat_put_time(to, stat_hist_percentile(&row->fault_ns, 99));
}

/*
 * struct stat_column - a column of the table
 * @head:	Its heading.
 * @once:	Its heading in a table without an earlier snapshot, if another.
 * @put:	Formats a cell.
 * @width:	Minimum width, so that columns do not move as numbers grow.
 * @priority:	Columns with a lower priority are left out first.
 * @left:	Align cells to the left: text, not numbers.
 */
struct stat_column {
	const char *head;
	const char *once;
	void (*put)(char *to, const struct stat_row *row);
	size_t width;
	int priority;
	bool left;
};

/* P50 and P99 are left out before FAULTS/S, which tells of what they are. */
static const struct stat_column stat_columns[] = {
	{ "VM",		NULL,	stat_put_vm,		8,	18,	true },
	{ "SLOT",	NULL,	stat_put_slot,		4,	17,	false },
	{ "SIZE",	NULL,	stat_put_bytes,		5,	13,	false },
	{ "SPLIT",	NULL,	stat_put_split,		17,	16,	true },
	{ "BLOCKS",	NULL,	stat_put_blocks,	6,	1,	false },
	{ "PROTECTED",	NULL,	stat_put_protected,	9,	2,	false },
	{ "ROUNDS",	NULL,	stat_put_rounds,	6,	7,	false },
	{ "ROUND",	NULL,	stat_put_round,		7,	12,	false },
	{ "PAGES/S",	NULL,	stat_put_pages,		7,	14,	false },
	{ "MIB/S",	NULL,	stat_put_rate,		7,	8,	false },
	{ "VERDICT",	NULL,	stat_put_verdict,	15,	15,	true },
	{ "LOG",	NULL,	stat_put_log,		7,	9,	true },
	{ "RECOVERED",	NULL,	stat_put_recovered,	9,	3,	false },
	{ "HOLD",	NULL,	stat_put_hold,		6,	5,	false },
	{ "FLUSH",	NULL,	stat_put_flush,		6,	4,	false },
	{ "FAULTS/S",	"FAULTS", stat_put_faults,	8,	11,	false },
	{ "P50",	NULL,	stat_put_p50,		6,	6,	false },
	{ "P99",	NULL,	stat_put_p99,		6,	10,	false },
};

#define STAT_COLUMNS (sizeof(stat_columns) / sizeof(*stat_columns))

/*
 * struct stat_layout - the widths of the table
 * @width:	Width of each column; 0 if it is left out.
 * @limit:	Maximum length of a line; 0 for no limit.
 * @once:	There is no earlier snapshot.
 */
struct stat_layout {
	size_t width[STAT_COLUMNS];
	size_t limit;
	bool once;
};

static void stat_widen(struct stat_layout *layout, const struct stat_row *row)
{
	char cell[STAT_CELL];
	size_t i, len;

	for (i = 0; i < STAT_COLUMNS; i++) {
		stat_columns[i].put(cell, row);
		len = strlen(cell);
		if (len > layout->width[i])
			layout->width[i] = len;
	}
}

static size_t stat_table_width(const struct stat_layout *layout)
{
	size_t i, width = 0;

	for (i = 0; i < STAT_COLUMNS; i++)
		if (layout->width[i])
			width += layout->width[i] + STAT_GAP;
	return width - STAT_GAP;
}

/* Keeps the VM column always. Returns false if no other column is left. */
static bool stat_leave_one_out(struct stat_layout *layout)
{
	size_t i, least = 0;

	for (i = 1; i < STAT_COLUMNS; i++)
		if (layout->width[i] &&
		    stat_columns[i].priority < stat_columns[least].priority)
			least = i;
	layout->width[least] = least ? 0 : layout->width[least];
	return least > 0;
}

static void stat_lay_out(struct stat_layout *layout,
			 const struct stat_view *view,
			 const struct stat_row *rows, size_t nr)
{
	size_t i, limit = view->width;

	layout->limit = limit;
	layout->once = !view->before;
	for (i = 0; i < STAT_COLUMNS; i++)
		layout->width[i] = stat_columns[i].width;
	for (i = 0; i < nr; i++)
		stat_widen(layout, &rows[i]);
	while (limit && stat_table_width(layout) > limit)
		if (!stat_leave_one_out(layout))
			break;
}

static const char *stat_heading(const struct stat_layout *layout,
				const struct stat_column *column)
{
	return layout->once && column->once ? column->once : column->head;
}

/* Prints the headings if @row is NULL. Omits trailing blanks. */
static void stat_line_print(FILE *out, const struct stat_layout *layout,
			    const struct stat_row *row)
{
	char line[STAT_COLUMNS * (STAT_CELL + STAT_GAP) + 1], cell[STAT_CELL];
	size_t i, len = 0;
	int width;

	for (i = 0; i < STAT_COLUMNS; i++) {
		if (!layout->width[i])
			continue;
		if (row)
			stat_columns[i].put(cell, row);
		else
			snprintf(cell, sizeof(cell), "%s",
				 stat_heading(layout, &stat_columns[i]));
		width = layout->width[i];
		len += sprintf(line + len, "%*s%*s", len ? STAT_GAP : 0, "",
			       stat_columns[i].left ? -width : width, cell);
	}
	if (layout->limit && len > layout->limit)
		len = layout->limit;
	while (len && line[len - 1] == ' ')
		len--;
	fprintf(out, "%.*s\n", (int)len, line);
}

/* If not all slots fit, one line is needed to tell how many do not. */
static size_t stat_slot_lines(const struct stat_view *view)
{
	size_t nr = view->now->nr_slots;

	if (!view->lines || nr <= view->lines)
		return nr;
	return view->lines - 1;
}

void stat_table_print(FILE *out, const struct stat_view *view)
{
	const struct stat_snapshot *now = view->now;
	size_t i, nr = now->nr_slots, lines = stat_slot_lines(view);
	struct stat_row total = { 0 }, *rows = NULL;
	struct stat_layout layout;

	for (i = 0; i < nr; i++) {
		rows = stat_grow(rows, i, sizeof(*rows));
		stat_row_make(&rows[i], &now->slots[i], view->before,
			      now->page_size);
		stat_row_add(&total, &rows[i]);
	}
	rows = stat_grow(rows, nr, sizeof(*rows));
	rows[nr] = total;
	stat_lay_out(&layout, view, rows, nr + 1);
	stat_line_print(out, &layout, NULL);
	for (i = 0; i < lines; i++)
		stat_line_print(out, &layout, &rows[i]);
	if (lines < nr)
		fprintf(out, "(%zu more)\n", nr - lines);
	stat_line_print(out, &layout, &total);
	free(rows);
}
