// SPDX-License-Identifier: GPL-2.0
/* Tests of passes that run undisturbed, or that must end early. */
#include "cases.h"
#include "core/strategy.h"
#include "core/walk.h"
#include "fixture.h"
#include "kvm.h"
#include "model.h"
#include "reserve.h"

static void split_many(const struct wp_splitter_ops *splitter,
		       const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(MANY);
	fixture_map_blocks(MANY);
	work = fixture_work(splitter, protector);
	equal("the result", work_pass(&work, &total), 0);
	equal("splits_l2", total.splits_l2, MANY);
	equal("ptes_wp", total.ptes_wp, protector ? MANY * PER_TABLE : 0);
	equal("tlb_flushes", total.tlb_flushes, 3);
	equal("prebuilt", total.prebuilt, splitter->build ? MANY : 0);
	fixture_end();
}

/* One flush for each 64 blocks. With a splitter that prebuilds, all tables are prebuilt. */
static void many_blocks(void)
{
	if (PAGE_SHIFT < 16)
		each_pair(split_many);
}

/* Another CPU always wants the lock: the pass does a table per hold, and still ends. */
static void gives_way(const struct wp_splitter_ops *splitter,
		      const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(5);
	fixture_map_blocks(5);
	work = fixture_work(splitter, protector);
	fixture_impatient();
	equal("the result", work_pass(&work, &total), 0);
	unit_check(total.batches >= 5, "%llu batches for 5 blocks, although the lock was wanted",
		   LLU(total.batches));
	fixture_end();
}

static void contended(void)
{
	each_pair(gives_way);
}

static void runs_out_of_time(const struct wp_splitter_ops *splitter,
			     const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(5);
	fixture_map_pages(5);
	work = fixture_work(splitter, protector ?: &wp_protector_inplace);
	machine.tick = WP_BATCH_NS;
	equal("the result", work_pass(&work, &total), 0);
	unit_check(total.batches >= 5, "%llu batches for 5 tables, each of which exceeds the time",
		   LLU(total.batches));
	fixture_end();
}

static void expired(void)
{
	each_pair(runs_out_of_time);
}

/* Runs a pass and returns how many allocations it made. */
static unsigned int undisturbed(const struct work *work)
{
	struct wp_counts total;
	unsigned int before = machine.allocs;

	equal("the result", work_pass(work, &total), 0);
	return machine.allocs - before;
}

/* Allocations fail from each point on in turn: the pass fails, or finishes with fewer pages. */
static void without_memory(const struct wp_splitter_ops *splitter,
			   const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	unsigned int fails;
	struct work work;

	for (fails = 0; fails <= 12; fails++) {
		fixture_begin(7);
		fixture_map_blocks(7);
		work = fixture_work(splitter, protector);
		machine.alloc_fails = fails;
		if (work_pass(&work, &total) && fails > 7 + 1)
			unit_fail("the pass failed, although %u pages are enough", fails);
		if (fails < 2 && total.splits_l2)
			unit_fail("blocks were split without memory");
		machine.alloc_fails = NEVER;
		equal("the result with memory", work_pass(&work, &total), 0);
		fixture_end();
	}
}

static void no_memory(void)
{
	each_pair(without_memory);
}

static void killed_at(const struct wp_splitter_ops *splitter,
		      const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	unsigned int at;
	struct work work;

	for (at = 0; at < 4; at++) {
		fixture_begin(5);
		fixture_map_blocks(5);
		work = fixture_work(splitter, protector);
		fixture_impatient();
		machine.signal = at;
		equal("the result", -work_pass(&work, &total), EINTR);
		unit_check(total.splits_l2 <= at && total.splits_l2 + 1 >= at,
			   "killed at check %u, but %llu blocks were split", at,
			   LLU(total.splits_l2));
		fixture_end();
	}
}

static void killed(void)
{
	each_pair(killed_at);
}

/* If the VMM's mm is gone, and the table with it, the pass ends without an error. */
static void gone_at(const struct wp_splitter_ops *splitter,
		    const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	unsigned int at;
	struct work work;

	for (at = 0; at < 4; at++) {
		fixture_begin(5);
		fixture_map_blocks(5);
		work = fixture_work(splitter, protector);
		fixture_impatient();
		machine.gone = at;
		equal("the result", work_pass(&work, &total), 0);
		fixture_end();
	}
}

static void gone(void)
{
	each_pair(gone_at);
}

/* A pass over a slot without blocks, or without mappings, allocates no page-table page. */
static void nothing_to_split(void)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(3);
	work = fixture_work(&wp_splitter_inplace, NULL);
	equal("allocations", undisturbed(&work), 1);
	fixture_map_pages(2);
	equal("allocations", undisturbed(&work), 1);
	work_pass(&work, &total);
	equal("batches", total.batches, 1);
	equal("tlb_flushes", total.tlb_flushes, 0);
	work = fixture_work(&wp_splitter_inplace, &wp_protector_inplace);
	fixture_impatient();
	equal("allocations", undisturbed(&work), 1);
	fixture_end();
}

/* The protector swap replaces each table as a whole, with one flush for all tables. */
static void swapped(void)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(3);
	fixture_map_pages(3);
	work = fixture_work(&wp_splitter_inplace, &wp_protector_swap);
	equal("the result", work_pass(&work, &total), 0);
	equal("tables_swapped", total.tables_swapped, 3);
	equal("ptes_wp", total.ptes_wp, space.pages);
	equal("allocations", machine.allocs, 1 + wp_reserve_want(3 * AREA_SIZE));
	work_pass(&work, &total);
	equal("tables_swapped", total.tables_swapped, 0);
	fixture_end();
}

/* A range that begins behind its end, as that of a slot beyond the table, is empty. */
static void empty_range(void)
{
	const struct wp_job job = {
		.env.kvm = machine_kvm(),
		.protector = &wp_protector_inplace,
		.end = PAGE_SIZE,
		.served = true,
	};
	struct wp_batch batch = { .job = &job, .next = 2 * PAGE_SIZE, .until = PAGE_SIZE };
	struct kvm_arm_wp_stage2 s2;

	fixture_begin(1);
	fixture_map_pages(1);
	s2 = machine_stage2();
	machine_lock(false);
	equal("status", wp_walk(&batch, &s2), WP_DONE);
	equal("ptes_wp", batch.counts.ptes_wp, 0);
	machine_unlock();
	fixture_end();
}

/* A pass leaves alone: blocks that the slot cuts, blocks with bit nT, annotations. */
static void left_alone(const struct wp_splitter_ops *splitter,
		       const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(6);
	fixture_map_blocks(2);
	kvm_map_block(2 * PER_TABLE, 2, fixture_leaf(2 * PER_TABLE), true);
	kvm_annotate(3 * PER_TABLE, 2, 2ULL << 56 | BIT(10));
	kvm_map_block(5 * PER_TABLE, 2, fixture_leaf(5 * PER_TABLE), false);
	work = fixture_work(splitter, protector);
	work.first = PER_TABLE / 2;
	work.pages = 4 * PER_TABLE;
	equal("the result", work_pass(&work, &total), 0);
	equal("splits_l2", total.splits_l2, 1);
	fixture_end();
}

static void not_ours(void)
{
	each_pair(left_alone);
}

/* Unmapped entries count as work: a pass over them ends batches too. */
static void empty(void)
{
	struct wp_counts total;
	struct work work;

	if (PAGE_SHIFT == 16)
		return;
	fixture_begin(2 * WP_TABLE_WORK);
	kvm_map_page(space.pages - 1, fixture_leaf(space.pages - 1));
	work = fixture_work(&wp_splitter_inplace, NULL);
	fixture_impatient();
	work_pass(&work, &total);
	equal("batches", total.batches, 2);
	fixture_end();
}

/* With two pages for copies, the pass swaps two tables at a time and flushes each time. */
static void few_pages(void)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(4 * WP_BATCH_FLUSHES);
	fixture_map_pages(4 * WP_BATCH_FLUSHES);
	work = fixture_work(&wp_splitter_inplace, &wp_protector_swap);
	machine.alloc_fails = 3;
	equal("the result", work_pass(&work, &total), 0);
	equal("tables_swapped", total.tables_swapped, 4 * WP_BATCH_FLUSHES);
	equal("tlb_flushes", total.tlb_flushes, 2 * WP_BATCH_FLUSHES);
	equal("batches", total.batches, 3);
	fixture_end();
}

/* If a flush exhausts the time of a hold, the next flush happens in the next hold. */
static void slow_flushes(void)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(4);
	fixture_map_pages(4);
	work = fixture_work(&wp_splitter_inplace, &wp_protector_swap);
	machine.alloc_fails = 3;
	machine.flush_ns = WP_BATCH_NS;
	equal("the result", work_pass(&work, &total), 0);
	equal("tlb_flushes", total.tlb_flushes, 2);
	equal("batches", total.batches, 3);
	fixture_end();
}

/* Up to WP_BATCH_TABLES tables are swapped out between two flushes. */
static void many_tables(void)
{
	struct wp_counts total;
	struct work work;

	if (PAGE_SHIFT > 12)
		return;
	fixture_begin(MANY);
	fixture_map_pages(MANY);
	work = fixture_work(&wp_splitter_inplace, &wp_protector_swap);
	equal("the result", work_pass(&work, &total), 0);
	equal("tables_swapped", total.tables_swapped, MANY);
	equal("tlb_flushes", total.tlb_flushes, 3);
	fixture_end();
}

static void reserve(void)
{
	struct wp_reserve reserve = { .nr = 0 };

	fixture_begin(1);
	machine.alloc_fails = 2;
	equal("filled", wp_reserve_fill(&reserve, WP_BATCH_TABLES), 0);
	equal("pages", reserve.nr, 2);
	equal("filled", wp_reserve_fill(&reserve, WP_BATCH_TABLES), 0);
	reserve.nr = 1;
	equal("filled", -wp_reserve_fill(&reserve, WP_BATCH_TABLES), ENOMEM);
	equal("filled", wp_reserve_fill(&reserve, 1), 0);
	reserve.nr = 2;
	wp_reserve_drain(&reserve);
	machine_reset();
	equal("filled", wp_reserve_fill(&reserve, 10 * WP_BATCH_TABLES), 0);
	equal("pages", reserve.nr, WP_BATCH_TABLES);
	wp_reserve_drain(&reserve);
	equal("pages held", machine.held, 0);
	fixture_end();
}

const struct unit_case cases_pass[] = {
	{ "empty_range_is_done", empty_range },
	{ "many_blocks_share_a_flush", many_blocks },
	{ "contended_lock_is_released", contended },
	{ "hold_ends_in_time", expired },
	{ "holes_take_time", empty },
	{ "no_memory_at_any_point", no_memory },
	{ "killed_at_any_point", killed },
	{ "table_gone_at_any_point", gone },
	{ "nothing_to_split_costs_nothing", nothing_to_split },
	{ "tables_are_swapped_whole", swapped },
	{ "few_pages_for_many_tables", few_pages },
	{ "hold_ends_with_a_slow_flush", slow_flushes },
	{ "many_tables_share_a_flush", many_tables },
	{ "not_ours_is_left_alone", not_ours },
	{ "reserve_makes_do_with_two", reserve },
	{}
};
