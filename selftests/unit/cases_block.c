// SPDX-License-Identifier: GPL-2.0
/* Tests of blocks that change while the lock is free, and of level-1 blocks. */
#include "cases.h"
#include "core/strategy.h"
#include "fixture.h"
#include "kvm.h"
#include "model.h"

static u64 anew;		/* blocks mapped so far, for their addresses */
static unsigned int times;	/* how often the lock was free */

/* A fault maps each block again, in place of its table, as soon as the lock is free. */
static void map_again(void)
{
	unsigned int i;

	for (i = 0; i < space.areas; i++)
		if (model[i * PER_TABLE].level == 3)
			kvm_map_block(i * PER_TABLE, 2, fixture_leaf(i * PER_TABLE), false);
}

static void mapped_again(const struct wp_splitter_ops *splitter,
			 const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	struct work work;

	fixture_begin(5);
	fixture_map_blocks(5);
	work = fixture_work(splitter, protector);
	fixture_impatient();
	machine.unlocked = map_again;
	equal("the result", work_pass(&work, &total), 0);
	equal("splits_l2", total.splits_l2, 5);
	fixture_end();
}

static void straggling(void)
{
	each_pair(mapped_again);
}

/*
 * The first of many blocks changes whenever the lock is free. By then all pages of the reserve are
 * in prebuilt tables for the other blocks.
 */
static void map_first_anew(void)
{
	kvm_map_block(0, 2, fixture_leaf(anew++ % PER_TABLE * PER_TABLE), false);
}

static void never_the_same(void)
{
	struct wp_counts total;
	struct work work;

	if (PAGE_SHIFT == 16)
		return;
	fixture_begin(MANY);
	fixture_map_blocks(MANY);
	work = fixture_work(&wp_splitter_prebuild, NULL);
	machine.unlocked = map_first_anew;
	equal("the result", work_pass(&work, &total), 0);
	equal("splits_l2", total.splits_l2, MANY);
	fixture_end();
}

/*
 * The second block changes before the first batch, so that the pass needs more pages than it has
 * prebuilt tables. Before the second batch the number of blocks doubles, which is more than a batch
 * has room for; the new blocks are at the end.
 */
static void map_more_than_foreseen(void)
{
	unsigned int i;

	if (times == 1)
		kvm_map_block(PER_TABLE, 2, fixture_leaf(0), false);
	for (i = space.areas / 2; times == 3 && i < space.areas; i++)
		kvm_map_block(i * PER_TABLE, 2, fixture_leaf(i * PER_TABLE), false);
	times++;
}

static void more_than_foreseen(void)
{
	unsigned int areas = WP_BATCH_TABLES + WP_BATCH_TABLES / 4;
	struct wp_counts total;
	struct work work;

	if (PAGE_SHIFT == 16)
		return;
	fixture_begin(areas);
	fixture_map_blocks(areas / 2);
	work = fixture_work(&wp_splitter_prebuild, NULL);
	times = 0;
	machine.unlocked = map_more_than_foreseen;
	equal("the result", work_pass(&work, &total), 0);
	equal("splits_l2", total.splits_l2, areas);
	fixture_end();
}

static void split_top(const struct wp_splitter_ops *splitter,
		      const struct wp_protector_ops *protector)
{
	struct wp_counts total;
	struct work work;

	fixture_begin_at(SIZE(1), PER_TABLE);
	kvm_map_block(0, 1, fixture_leaf(0), false);
	space_checked();
	work = fixture_work(splitter, protector);
	equal("the result", work_pass(&work, &total), 0);
	equal("splits_l1", total.splits_l1, 1);
	equal("splits_l2", total.splits_l2, PER_TABLE);
	equal("table_pages", total.table_pages, PER_TABLE + 1);
	equal("ptes_wp", total.ptes_wp, protector ? space.pages : 0);
	fixture_end();
}

static void top_block(void)
{
	if (TOP_BLOCK == 1)
		each_pair(split_top);
}

static void map_top_again(void)
{
	if (model[0].level != 1)
		kvm_map_block(0, 1, fixture_leaf(0), false);
}

/* KVM splits the block: the first level-2 block has the same descriptor as the level-1 block. */
static void split_top_meanwhile(void)
{
	unsigned int i;

	if (++times != 2)
		return;
	for (i = 0; i < space.pages; i += PER_TABLE)
		kvm_map_block(i, 2, fixture_leaf(i), false);
}

static void top_block_changes(void (*unlocked)(void), u64 splits_l1)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(splitters); i++) {
		struct wp_counts total;
		struct work work;

		fixture_begin_at(SIZE(1), PER_TABLE);
		kvm_map_block(0, 1, fixture_leaf(0), false);
		space_checked();
		times = 0;
		work = fixture_work(splitters[i], NULL);
		if (splits_l1)
			fixture_impatient();
		machine.unlocked = unlocked;
		equal("the result", work_pass(&work, &total), 0);
		if (splits_l1)
			equal("splits_l1", total.splits_l1, splits_l1);
		fixture_end();
	}
}

static void top_block_again(void)
{
	if (TOP_BLOCK == 1)
		top_block_changes(map_top_again, 1);
}

static void top_block_split(void)
{
	if (TOP_BLOCK == 1)
		top_block_changes(split_top_meanwhile, 0);
}

/* A block and pages up to the last byte of the address space. */
static void split_at_the_top(unsigned int ia_bits, s8 level, bool lpa2)
{
	struct wp_counts total;
	struct work work;

	space_begin(ia_bits, level, lpa2, ia_bits);
	fixture_fill(BIT_ULL(ia_bits) - 2 * AREA_SIZE, 2);
	fixture_map_blocks(2);
	kvm_map_page(PER_TABLE, fixture_leaf(PER_TABLE));
	kvm_map_page(space.pages - 1, fixture_leaf(space.pages - 1));
	work = fixture_work(&wp_splitter_inplace, &wp_protector_inplace);
	equal("the result", work_pass(&work, &total), 0);
	equal("splits_l2", total.splits_l2, 1);
	equal("ptes_wp", total.ptes_wp, PER_TABLE + 2);
	fixture_end();
}

/* All sizes of the IPA space, start levels, concatenations and descriptor formats. */
static void every_geometry(void)
{
	unsigned int ia_bits, lpa2;
	s8 level;

	for (lpa2 = 0; lpa2 <= (PAGE_SHIFT < 16); lpa2++)
		for (ia_bits = 32; ia_bits <= (PAGE_SHIFT == 16 || lpa2 ? 52 : 48); ia_bits++)
			for (level = -1; level <= 2; level++)
				if (space_level_fits(ia_bits, level))
					split_at_the_top(ia_bits, level, lpa2);
}

const struct unit_case cases_block[] = {
	{ "every_geometry", every_geometry },
	{ "block_mapped_again_is_left", straggling },
	{ "block_never_the_same", never_the_same },
	{ "more_blocks_than_foreseen", more_than_foreseen },
	{ "level_1_block_becomes_pages", top_block },
	{ "level_1_block_mapped_again", top_block_again },
	{ "level_1_block_split_meanwhile", top_block_split },
	{}
};
