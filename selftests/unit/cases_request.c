// SPDX-License-Identifier: GPL-2.0
/* Tests of requests of KVM: with few pages, and with a lock that others want. */
#include "cases.h"
#include "core/strategy.h"
#include "fixture.h"

/* A request of KVM with fewer pages than tables: without a page, it protects in place. */
static void served_short(void)
{
	struct work work;
	unsigned int pages;

	for (pages = 0; pages < 4; pages++) {
		fixture_begin(3);
		fixture_map_pages(3);
		work = fixture_work(NULL, &wp_protector_swap);
		work.reserve = pages;
		work_protect(&work);
		equal("tables swapped", machine.swaps, pages ? 3 : 0);
		fixture_end();
	}
}

/* A split request needs a page for each block, including blocks that the range cuts. */
static void served_split(void)
{
	unsigned int pages, i;
	struct work work;

	for (pages = 0; pages < 5; pages++) {
		for (i = 0; i < ARRAY_SIZE(splitters); i++) {
			fixture_begin(3);
			fixture_map_blocks(3);
			work = fixture_work(splitters[i], NULL);
			work.first = PER_TABLE / 2;
			work.pages -= PER_TABLE;
			work.reserve = pages;
			equal("served", work_split(&work), pages >= 3);
			fixture_end();
		}
	}
}

/* A long request gives the lock up, and does all of its range nevertheless. */
static void served_contended(void)
{
	const unsigned int areas = 6;
	struct work work;
	unsigned int i;

	for (i = 0; i < PROTECTORS - 1; i++) {
		fixture_begin(areas);
		fixture_map_pages(areas);
		work = fixture_work(NULL, protectors[i]);
		work.reserve = areas;
		fixture_impatient();
		equal("interruptions", work_protect(&work), areas);
		machine_reset();
		equal("interruptions of a short hold", work_protect(&work), 0);
		fixture_end();
	}
}

/* As above; blocks that KVM leaves to faults are work, too. */
static void served_blocks(void)
{
	struct work work;

	if (PAGE_SHIFT == 16)
		return;
	fixture_begin(3 * WP_TABLE_WORK);
	fixture_map_blocks(3 * WP_TABLE_WORK);
	work = fixture_work(NULL, &wp_protector_inplace);
	fixture_impatient();
	equal("interruptions", work_protect(&work), 3);
	fixture_end();
}

/* KVM's hold ends in time although nobody waits. */
static void served_expired(void)
{
	const unsigned int areas = 5;
	struct work work;

	fixture_begin(areas);
	fixture_map_pages(areas);
	work = fixture_work(NULL, &wp_protector_inplace);
	machine.tick = WP_BATCH_NS;
	equal("interruptions", work_protect(&work), areas);
	fixture_end();
	fixture_begin(areas);
	fixture_map_blocks(areas);
	work = fixture_work(&wp_splitter_inplace, NULL);
	work.reserve = areas;
	machine.tick = WP_BATCH_NS;
	equal("served", work_split(&work), true);
	fixture_end();
}

/* KVM asks for 64 pages at a time, under one hold, whether the module knows that or not. */
static void served_in_pieces(void)
{
	struct work work;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		fixture_begin(3);
		fixture_map_pages(3);
		work = fixture_work(NULL, &wp_protector_inplace);
		work.chunk = 64;
		work.lasts = i;
		equal("interruptions of a short hold", work_protect(&work), 0);
		machine.tick = WP_BATCH_NS / 20;
		unit_check(work_protect(&work) >= 3 * PER_TABLE / 64 / 20,
			   "the lock is kept from one request to the next");
		fixture_end();
	}
}

/* KVM goes through nested guests' tables under one hold. A module that leaves must not let go. */
static void served_in_one_hold(void)
{
	struct work work;

	fixture_begin(5);
	fixture_map_pages(5);
	work = fixture_work(NULL, &wp_protector_inplace);
	fixture_impatient();
	work.nested = true;
	equal("interruptions for a nested guest", work_protect(&work), 0);
	work.nested = false;
	machine.refused = 2;
	equal("interruptions before one is refused", work_protect(&work), 2);
	fixture_end();
}

/* If the VMM's mm goes in a gap, and the table with it, the request ends without an error. */
static void served_gone(void)
{
	unsigned int at;
	struct work work;

	for (at = 0; at < 4; at++) {
		fixture_begin(5);
		fixture_map_pages(5);
		work = fixture_work(NULL, &wp_protector_inplace);
		fixture_impatient();
		machine.gone = at;
		equal("interruptions", work_protect(&work), at + 1);
		fixture_end();
		fixture_begin(5);
		fixture_map_blocks(5);
		work = fixture_work(&wp_splitter_inplace, NULL);
		work.reserve = 5;
		fixture_impatient();
		machine.gone = at;
		equal("served", work_split(&work), true);
		fixture_end();
	}
}

const struct unit_case cases_request[] = {
	{ "request_with_few_pages", served_short },
	{ "split_request_with_few_pages", served_split },
	{ "long_request_gives_way", served_contended },
	{ "request_over_blocks_gives_way", served_blocks },
	{ "request_gives_the_lock_up_in_time", served_expired },
	{ "requests_under_one_hold", served_in_pieces },
	{ "request_in_one_hold", served_in_one_hold },
	{ "table_gone_in_a_request", served_gone },
	{}
};
