// SPDX-License-Identifier: GPL-2.0
/* Tests of passes that let KVM fold tables into blocks. */
#include "cases.h"
#include "core/recoverer.h"
#include "fixture.h"
#include "kvm.h"
#include "machine.h"
#include "model.h"
#include "table.h"
#include "work.h"

#define SPLIT	5
#define OWN	2
#define ALL	(SPLIT + OWN)

static const struct wp_recoverer_ops * const recoverers[] = {
	&wp_recoverer_write, &wp_recoverer_access,
};

/* Areas that a pass has split, and after them areas that KVM has mapped by pages. */
static void begin(void)
{
	struct work work = fixture_work(&wp_splitter_inplace, NULL);
	struct wp_counts total;
	unsigned int page;

	fixture_begin(ALL);
	fixture_map_blocks(SPLIT);
	for (page = SPLIT * PER_TABLE; page < ALL * PER_TABLE; page++)
		kvm_map_page(page, fixture_leaf(page));
	space_checked();
	work.pages = space.pages;
	equal("the result", work_pass(&work, &total), 0);
	equal("blocks that were split", total.splits_l2, SPLIT);
}

/* The pages that are mapped and writable. */
static unsigned int writable(unsigned int first, unsigned int areas)
{
	unsigned int page, nr = 0;

	for (page = first * PER_TABLE; page < (first + areas) * PER_TABLE; page++)
		nr += model_is_leaf(page) && model[page].desc & DESC_WRITE;
	return nr;
}

static struct wp_counts recover(const struct wp_recoverer_ops *recoverer)
{
	struct work work = fixture_work(NULL, NULL);
	struct wp_counts total;

	work_recover(&work, recoverer, &total);
	return total;
}

static void own_tables_left_alone(void)
{
	struct wp_counts total;
	int i;

	for (i = 0; i < ARRAY_SIZE(recoverers); i++) {
		begin();
		total = recover(recoverers[i]);
		equal("recovered_tables", total.recovered_tables, SPLIT);
		equal("writable pages of blocks", writable(0, SPLIT), 0);
		equal("writable pages of KVM's tables", writable(SPLIT, OWN), OWN * PER_TABLE);
		fixture_end();
	}
}

static void small_memory_left_alone(void)
{
	struct wp_counts total;
	int i;

	for (i = 0; i < ARRAY_SIZE(recoverers); i++) {
		begin();
		machine.small = 2;
		total = recover(recoverers[i]);
		equal("recover_left_small", total.recover_left_small, (SPLIT + 1) / 2);
		equal("recovered_tables", total.recovered_tables, SPLIT / 2);
		equal("writable pages", writable(0, SPLIT), (SPLIT + 1) / 2 * PER_TABLE);
		fixture_end();
	}
}

/* A table that the protector swap has copied is still one that was a block. */
static void copies_recovered(void)
{
	struct work work;
	struct wp_counts total;
	unsigned int page;

	begin();
	work = fixture_work(NULL, &wp_protector_swap);
	work.reserve = ALL;
	work_protect(&work);
	for (page = 0; page < space.pages; page += 3)
		kvm_allow_write(page);
	space_checked();
	total = recover(&wp_recoverer_write);
	equal("recovered_tables", total.recovered_tables, SPLIT);
	equal("writable pages of blocks", writable(0, SPLIT), 0);
	unit_check(writable(SPLIT, OWN), "KVM's own tables were protected");
	fixture_end();
}

/* A slot that begins and ends within areas. */
static void whole_tables_only(void)
{
	struct work work;
	struct wp_counts total;

	begin();
	work = fixture_work(NULL, NULL);
	work.first = 1;
	work.pages = (SPLIT - 1) * PER_TABLE;
	work_recover(&work, &wp_recoverer_write, &total);
	equal("recovered_tables", total.recovered_tables, SPLIT - 2);
	equal("writable pages", writable(0, SPLIT), 2 * PER_TABLE);
	fixture_end();
}

/* KVM folds a table, and maps pages where a block was: neither is visited again. */
static void folded_in_between(void)
{
	struct wp_counts total;

	begin();
	total = recover(&wp_recoverer_write);
	kvm_map_block(0, 2, fixture_leaf(0), false);
	kvm_unmap(PER_TABLE, PER_TABLE);
	kvm_map_page(PER_TABLE, fixture_leaf(PER_TABLE));
	space_checked();
	total = recover(&wp_recoverer_write);
	equal("recovered_tables", total.recovered_tables, SPLIT - 2);
	equal("writable pages", writable(0, SPLIT), PER_TABLE + 1);
	fixture_end();
}

static void ends_in_time(void)
{
	struct wp_counts total;
	int i;

	for (i = 0; i < ARRAY_SIZE(recoverers); i++) {
		begin();
		machine.tick = WP_BATCH_NS;
		total = recover(recoverers[i]);
		equal("recovered_tables", total.recovered_tables, SPLIT);
		unit_check(total.batches >= SPLIT - 1, "%llu holds for %u tables",
			   LLU(total.batches), SPLIT);
		fixture_end();
	}
}

/* With its last table KVM frees the table above, too, in which the walk was. */
static void tables_above_freed(void)
{
	struct work work = fixture_work(&wp_splitter_inplace, NULL);
	struct wp_counts total;

	fixture_begin(ALL);
	fixture_map_blocks(SPLIT);
	work.pages = space.pages;
	equal("the result", work_pass(&work, &total), 0);
	total = recover(&wp_recoverer_access);
	equal("recovered_tables", total.recovered_tables, SPLIT);
	fixture_end();
}

static void largest_block(void)
{
	struct work work = fixture_work(&wp_splitter_inplace, NULL);
	unsigned int areas = SIZE(TOP_BLOCK) / SIZE(2);
	struct wp_counts total;
	int i;

	if (TOP_BLOCK == 2)
		return;
	for (i = 0; i < ARRAY_SIZE(recoverers); i++) {
		fixture_begin(areas);
		kvm_map_block(0, TOP_BLOCK, fixture_leaf(0), false);
		space_checked();
		work.pages = space.pages;
		equal("the result", work_pass(&work, &total), 0);
		total = recover(recoverers[i]);
		equal("recovered_tables", total.recovered_tables, areas);
		equal("writable pages", writable(0, areas), 0);
		fixture_end();
	}
}

static void access_refused_where_it_cleans(void)
{
	fixture_begin(1);
	unit_check(!wp_recoverer_access.refuses(), "refused without a reason");
	machine.cleans = true;
	unit_check(wp_recoverer_access.refuses(), "not refused");
	unit_check(!wp_recoverer_write.refuses, "write may be refused");
	fixture_end();
}

const struct unit_case cases_recover[] = {
	{ "own_tables_left_alone", own_tables_left_alone },
	{ "small_memory_left_alone", small_memory_left_alone },
	{ "copies_recovered", copies_recovered },
	{ "whole_tables_only", whole_tables_only },
	{ "folded_in_between", folded_in_between },
	{ "ends_in_time", ends_in_time },
	{ "tables_above_freed", tables_above_freed },
	{ "largest_block", largest_block },
	{ "access_refused_where_it_cleans", access_refused_where_it_cleans },
	{}
};
