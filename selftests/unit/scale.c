// SPDX-License-Identifier: GPL-2.0
/*
 * Measures how the costs of the module's own passes grow with the guest, from 1 GiB to 16 TiB, on
 * the machine of scale.h. The time that mmu_lock is held and the memory that a pass uses for itself
 * must not grow. Prints a table, and checks the claims below against it.
 *
 * vCPUs fault at random times and wait for the lock. A vCPU that maps a block again in place of a
 * new table is not modelled.
 */
#include <stdio.h>

#include "scale.h"

/* In GiB. */
static const u64 sizes[] = { 1, 16, 256, 1024, 4096, 16384 };

#define SIZES		ARRAY_SIZE(sizes)

/* Level of the blocks, how they are split, and whether pages are protected as well. */
static const struct way {
	s8 level;
	const char *block;
	const struct wp_splitter_ops *splitter;
	bool protect;
} ways[] = {
	{ 2, "2 MiB", &wp_splitter_inplace, false },
	{ 2, "2 MiB", &wp_splitter_prebuild, false },
	{ 2, "2 MiB", &wp_splitter_inplace, true },
	{ 1, "1 GiB", &wp_splitter_inplace, false },
	{ 1, "1 GiB", &wp_splitter_prebuild, false },
	{ 1, "1 GiB", &wp_splitter_inplace, true },
};

/* A line of the table. */
struct row {
	const struct way *way;
	u64 gib;
	struct scale_seen seen;
	struct wp_counts total;
};

static struct row rows[ARRAY_SIZE(ways)][SIZES];

static void print_name(const struct row *row)
{
	bool tib = row->gib >= 1024;

	printf("# %4d %s  %s  %-7s  %-7s", (int)(tib ? row->gib / 1024 : row->gib),
	       tib ? "TiB" : "GiB", row->way->block, row->way->splitter->strategy.name,
	       row->way->protect ? "protect" : "");
}

/* Widths of the numeric columns. */
static const int widths[] = { 11, 7, 7, 6, 5, 7, 8, 6, 5, 4 };

static void print_titles(const char *const *title)
{
	unsigned int i;

	printf("# %8s  %5s  %-7s  %-7s", title[0], title[1], title[2], "");
	for (i = 0; i < ARRAY_SIZE(widths); i++)
		printf(" %*s", widths[i], title[3 + i]);
	puts("");
}

static void print_head(void)
{
	static const char *const names[] = {
		"guest", "block", "split", "entries", "batches", "flushes",
		"hold", "wait", "pass", "tables", "", "own", "",
	};
	static const char *const units[] = {
		"", "", "", "written", "", "", "us", "us", "ms", "pages", "MiB", "pages", "KiB",
	};

	puts("# Times are simulated, see scale.h. hold: longest hold of mmu_lock; wait: longest");
	puts("# wait of a vCPU for it; pass: duration of the pass; tables: new tables; own: most");
	puts("# memory that the pass held besides tables, in pages, and in KiB of all kinds.");
	print_titles(names);
	print_titles(units);
}

static void print_row(const struct row *row)
{
	const struct scale_seen *seen = &row->seen;
	u64 tables = row->total.table_pages;
	const double values[] = {
		seen->stores, seen->holds, seen->flushes,
		seen->hold_ps / 1e6, seen->wait_ps / 1e6, seen->pass_ps / 1e9,
		tables, tables * PAGE_SIZE >> 20,
		seen->held_max, (seen->held_max * PAGE_SIZE + seen->bytes) >> 10,
	};
	unsigned int i;

	print_name(row);
	for (i = 0; i < ARRAY_SIZE(values); i++)
		printf(" %*.*f", widths[i], i >= 3 && i <= 5 ? 1 : 0, values[i]);
	puts("");
	fflush(stdout);
}

static void run(struct row *row)
{
	const struct scale_guest guest = {
		.size = row->gib << 30,
		.level = row->way->level,
		.protect = row->way->protect,
	};

	row->seen = *scale_run(&guest, row->way->splitter, &row->total);
	print_row(row);
}

static void run_all(void)
{
	unsigned int way, i;

	print_head();
	for (way = 0; way < ARRAY_SIZE(ways); way++) {
		for (i = 0; i < SIZES; i++) {
			rows[way][i].way = &ways[way];
			rows[way][i].gib = sizes[i];
			run(&rows[way][i]);
		}
	}
}

static u64 large_blocks(const struct row *row)
{
	return row->way->level == 1 ? row->gib : 0;
}

/* scale_table.c has checked that no block became a table twice, and the content of tables. */
static bool is_whole(const struct row *row, const struct row *smallest)
{
	return row->seen.splits[1] == large_blocks(row) &&
	       row->seen.splits[2] == row->gib * PTRS_PER_PTE && !row->seen.held;
}

/* The module's durations include the time of reading the clock itself. */
static bool is_near(u64 ns, u64 ps, u64 times)
{
	return ns * 1000 + times * (SCALE_CLOCK + 1000) >= ps &&
	       ns * 1000 <= ps + times * (SCALE_CLOCK + 1000);
}

static bool is_counted(const struct row *row, const struct row *smallest)
{
	const struct scale_seen *seen = &row->seen;
	const struct wp_counts *total = &row->total;
	const struct wp_counts expected = {
		.splits_l1 = seen->splits[1],
		.splits_l2 = seen->splits[2],
		.table_pages = seen->splits[1] + seen->splits[2],
		.ptes_wp = seen->protected,
		.prebuilt = seen->prebuilt,
		.batches = seen->holds,
		.tlb_flushes = seen->flushes,
		.tlb_flush_ns_total = total->tlb_flush_ns_total,
		.tlb_flush_ns_max = total->tlb_flush_ns_max,
		.lock_hold_ns_max = total->lock_hold_ns_max,
	};

	return !memcmp(total, &expected, sizeof(expected)) &&
	       is_near(total->tlb_flush_ns_total, seen->flushes_ps, seen->flushes) &&
	       is_near(total->tlb_flush_ns_max, seen->flush_ps, 1) &&
	       is_near(total->lock_hold_ns_max, seen->hold_ps, 1);
}

/*
 * The work that may follow after the time of a batch is up: its present table, with the walk to it
 * from the root, and the settling of all tables of one flush.
 */
#define TABLE	(4 * SCALE_MISS + SCALE_VISIT + SCALE_CLOCK + PTRS_PER_PTE * SCALE_FILL)
#define SETTLE	(2 * WP_BATCH_TABLES * SCALE_STORE + SCALE_FLUSH + 2 * (SCALE_SYNC + SCALE_CLOCK))

/*
 * The bound is the same for each guest. A larger guest may come closer to the bound only by chance:
 * a slot of 1 GiB has only about ten batches, and vCPUs end some of them early.
 */
static bool is_flat(const struct row *row, const struct row *smallest)
{
	u64 bound = WP_BATCH_NS * 1000 + TABLE + SETTLE;

	return row->seen.hold_ps <= bound && row->seen.hold_ps * 4 <= smallest->seen.hold_ps * 5;
}

/* After a 1 GiB block the lock is held until one of the 2 MiB blocks in it is split as well. */
static bool is_fair(const struct row *row, const struct row *smallest)
{
	return row->seen.wait_ps <= WP_BATCH_MIN_NS * 1000 +
				    (row->way->level == 1 ? 2 : 1) * (TABLE + SETTLE);
}

/*
 * One flush for each WP_BATCH_TABLES blocks. A 1 GiB block has a flush of its own, and the next
 * flush is for fewer blocks; so is the next flush after any other end of a hold.
 */
static bool is_linear(const struct row *row, const struct row *smallest)
{
	u64 least = row->gib * PTRS_PER_PTE / WP_BATCH_TABLES;

	return row->seen.flushes >= least &&
	       row->seen.flushes <= least + 2 * large_blocks(row) + row->seen.cut_short + 1;
}

/* The pass keeps pages only in its reserve. */
static bool is_small(const struct row *row, const struct row *smallest)
{
	return row->seen.held_max <= WP_BATCH_TABLES && row->seen.bytes == smallest->seen.bytes;
}

static const struct claim {
	const char *name;
	bool (*holds)(const struct row *row, const struct row *smallest);
} claims[] = {
	{ "each block has become one table that maps the same", is_whole },
	{ "the module's counters agree with what was seen", is_counted },
	{ "mmu_lock is held no longer for 16 TiB than for 1 GiB", is_flat },
	{ "a vCPU waits for WP_BATCH_MIN_NS and a flush, or two at a 1 GiB block", is_fair },
	{ "flushes grow linearly with the number of blocks", is_linear },
	{ "the memory of the pass itself does not grow with the guest", is_small },
};

static bool check(const struct claim *claim)
{
	bool holds = true;
	unsigned int way, i;

	for (way = 0; way < ARRAY_SIZE(ways); way++) {
		for (i = 0; i < SIZES; i++) {
			if (claim->holds(&rows[way][i], &rows[way][0]))
				continue;
			print_name(&rows[way][i]);
			puts(": the claim does not hold");
			holds = false;
		}
	}
	return holds;
}

int main(void)
{
	unsigned int i, failed = 0;

	printf("KTAP version 1\n1..%zu\n", ARRAY_SIZE(claims));
	run_all();
	for (i = 0; i < ARRAY_SIZE(claims); i++) {
		bool holds = check(&claims[i]);

		printf("%sok %u %s\n", holds ? "" : "not ", i + 1, claims[i].name);
		failed += !holds;
	}
	return failed ? 1 : 0;
}
