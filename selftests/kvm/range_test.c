// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that exactly the slot's range is split, wherever the slot lies and
 * however it is aligned.
 */
#include "harness.h"
#include "wp.h"

FIXTURE(place)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
};

/* @below is the number of blocks below the address @at. */
FIXTURE_VARIANT(place)
{
	uint64_t at;
	unsigned int below;
};

#define PLACE_BLOCKS	4

FIXTURE_VARIANT_ADD(place, below_4g)
{
	.at = WP_GIB,
};

FIXTURE_VARIANT_ADD(place, across_4g)
{
	.at = 4 * WP_GIB,
	.below = 2,
};

FIXTURE_VARIANT_ADD(place, across_512g)
{
	.at = 512 * WP_GIB,
	.below = 2,
};

FIXTURE_VARIANT_ADD(place, end_of_40_bits)
{
	.at = 1024 * WP_GIB,
	.below = PLACE_BLOCKS,
};

FIXTURE_SETUP(place)
{
	uint64_t block = wp_block_size(2);

	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, variant->at - variant->below * block,
				 PLACE_BLOCKS * block, 0);
	wp_slot_write(self->slot, 1);
}

FIXTURE_TEARDOWN(place)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

static size_t out_of_place(const struct test_slot *slot, const struct wp_dump *dump)
{
	size_t i, n = 0;

	for (i = 0; i < dump->nr; i++)
		n += dump->leaf[i].ipa != slot->ipa + i * wp_page_size();
	return n;
}

TEST_F(place, every_page)
{
	uint64_t pages = wp_slot_pages(self->slot);
	unsigned long *bitmap = wp_bitmap_alloc(self->slot);
	struct wp_dump *dump;

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(wp_slot_blocks(self->slot, 2), wp_stat(self->slot, "splits_l2"));
	dump = wp_dump_slot(self->slot);
	ASSERT_EQ(pages, dump->nr);
	EXPECT_EQ(pages, wp_dump_count(dump, 3, WP_PTE_VALID, WP_S2_W));
	EXPECT_EQ(0, out_of_place(self->slot, dump));

	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	wp_slot_write(self->slot, 2);
	wp_dirty_get(self->slot, bitmap);
	EXPECT_EQ(pages, wp_bitmap_count(self->slot, bitmap));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 2));
	free(bitmap);
	free(dump);
}

/*
 * Three adjacent slots whose borders are not at block boundaries; the middle
 * one is logged. All share one piece of host memory, so that blocks are mapped
 * right up to the borders.
 */
FIXTURE(border)
{
	struct wp_vm *wvm;
	struct test_slot *left;
	struct test_slot *slot;
	struct test_slot *right;
	uint8_t *memory;
};

/* Offsets in pages from a block boundary. */
FIXTURE_VARIANT(border)
{
	const char *prepare;
	int begin;
	int end;
};

FIXTURE_VARIANT_ADD(border, off_by_a_few)
{
	.prepare = "split",
	.begin = 5,
	.end = 7,
};

FIXTURE_VARIANT_ADD(border, off_by_one)
{
	.prepare = "split",
	.begin = -1,
	.end = 1,
};

FIXTURE_VARIANT_ADD(border, on_the_boundary)
{
	.prepare = "split",
	.begin = 0,
	.end = 0,
};

FIXTURE_VARIANT_ADD(border, protect_off_by_a_few)
{
	.prepare = "protect",
	.begin = 5,
	.end = 7,
};

#define BORDER_BLOCKS	8

FIXTURE_SETUP(border)
{
	uint64_t block = wp_block_size(2), size = BORDER_BLOCKS * block;
	uint64_t begin = 3 * block + variant->begin * (int64_t)wp_page_size();
	uint64_t end = 6 * block + variant->end * (int64_t)wp_page_size();

	wp_knobs_restore();
	self->memory = wp_blocks_map(size);
	ASSERT_NE(NULL, self->memory);
	self->wvm = wp_vm_create(1);
	self->left = wp_slot_add_hva(self->wvm, 1, self->memory, WP_IPA, begin, 0);
	self->slot = wp_slot_add_hva(self->wvm, 2, self->memory + begin,
				     WP_IPA + begin, end - begin, 0);
	self->right = wp_slot_add_hva(self->wvm, 3, self->memory + end,
				      WP_IPA + end, size - end, 0);
	wp_slot_keep_young(self->left);
	wp_slot_keep_young(self->slot);
	wp_slot_keep_young(self->right);
	wp_slot_write(self->left, 1);
	wp_slot_write(self->slot, 1);
	wp_slot_write(self->right, 1);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
}

FIXTURE_TEARDOWN(border)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

TEST_F(border, neighbours_untouched)
{
	struct wp_dump *left = wp_dump_slot(self->left), *right = wp_dump_slot(self->right);
	struct wp_dump *dump = wp_dump_slot(self->slot);
	char path[160];

	/* Before, every range that can be a block is one. */
	ASSERT_EQ(wp_slot_blocks(self->left, 2), wp_dump_count(left, 2, WP_S2_W, 0));
	ASSERT_EQ(wp_slot_blocks(self->right, 2), wp_dump_count(right, 2, WP_S2_W, 0));
	ASSERT_EQ(wp_slot_blocks(self->slot, 2), wp_dump_count(dump, 2, WP_S2_W, 0));
	free(dump);

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(wp_slot_blocks(self->slot, 2), wp_stat(self->slot, "splits_l2"));
	dump = wp_dump_slot(self->slot);
	EXPECT_EQ(wp_slot_pages(self->slot), dump->nr);
	EXPECT_EQ(wp_slot_pages(self->slot), wp_dump_count(dump, 3, WP_PTE_VALID, WP_S2_W));

	EXPECT_TRUE(wp_slot_unchanged(self->left, left));
	EXPECT_TRUE(wp_slot_unchanged(self->right, right));
	EXPECT_FALSE(wp_slot_dir(self->left, path, sizeof(path)));
	EXPECT_FALSE(wp_slot_dir(self->right, path, sizeof(path)));
	free(dump);
	free(left);
	free(right);
}

TEST_F(border, memory_untouched)
{
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(0, wp_slot_check(self->left, 1));
	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	EXPECT_EQ(0, wp_slot_check(self->right, 1));
	wp_slot_write(self->slot, 2);
	EXPECT_EQ(0, wp_slot_check_host(self->left, 1));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 2));
	EXPECT_EQ(0, wp_slot_check_host(self->right, 1));
}

/*
 * The guest sees the same host memory twice: the log of one slot must not
 * affect the other.
 */
TEST_F(border, alias_untouched)
{
	struct test_slot *alias = wp_slot_add_hva(self->wvm, 4, self->memory, WP_IPA + 2 * WP_GIB,
						  BORDER_BLOCKS * wp_block_size(2), 0);
	struct test_slot there = *alias;
	struct wp_dump *before;

	wp_slot_read(alias);
	before = wp_dump_slot(alias);
	ASSERT_EQ(BORDER_BLOCKS, wp_dump_count(before, 2, 0, 0));

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_TRUE(wp_slot_unchanged(alias, before));

	wp_slot_write(self->slot, 2);
	there.ipa = self->slot->ipa;
	there.hva = self->slot->hva;
	there.size = self->slot->size;
	EXPECT_EQ(0, wp_slot_check_host(&there, 2));
	EXPECT_TRUE(wp_slot_unchanged(alias, before));
	free(before);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
