// SPDX-License-Identifier: GPL-2.0
/*
 * Tests KVM_CLEAR_DIRTY_LOG with an initially-all-set log, and KVM's own eager
 * split, both served by our module: the resulting table and the counters.
 */
#include "harness.h"
#include "wp.h"

#define MANUAL	(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)
#define PAGES	(4096 + 37)	/* whole blocks and a part of one */
#define BLOCKS	8

/*
 * Initially-all-set: CLEAR protects the table chunk by chunk. All of that
 * counts as log rounds.
 */
FIXTURE(clear)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

FIXTURE_VARIANT(clear)
{
	const char *prepare;
};

FIXTURE_VARIANT_ADD(clear, split)
{
	.prepare = "split",
};

FIXTURE_VARIANT_ADD(clear, none)
{
	.prepare = "none",
};

FIXTURE_SETUP(clear)
{
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, MANUAL);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, PAGES * wp_page_size(), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
}

FIXTURE_TEARDOWN(clear)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
}

/*
 * Pages in the next chunk to clear: 64, 192, 320 and so on, limited to the rest
 * of the slot.
 */
static uint64_t chunk(const struct test_slot *slot, uint64_t first, int nth)
{
	uint64_t left = wp_slot_pages(slot) - first, nr = 64 * (2 * nth + 1);

	return nr < left ? nr : left;
}

/* Count leaves that are writable. */
static uint64_t writable(const struct test_slot *slot)
{
	struct wp_dump *dump = wp_dump_slot(slot);
	uint64_t n = wp_dump_count(dump, 2, WP_S2_W, 0) + wp_dump_count(dump, 3, WP_S2_W, 0);

	free(dump);
	return n;
}

TEST_F(clear, chunks_of_all_sizes)
{
	uint64_t first, nr, before, pages = wp_slot_pages(self->slot);
	struct wp_round was;
	int i = 0;

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(0, wp_stat(self->slot, "ptes_wp"));
	EXPECT_EQ(0, wp_stat(self->slot, "passes"));
	wp_dirty_get(self->slot, self->bitmap);
	ASSERT_EQ(pages, wp_bitmap_count(self->slot, self->bitmap));

	for (first = 0; first < pages; first += nr) {
		nr = chunk(self->slot, first, i++);
		before = writable(self->slot);
		was = wp_round_begin(self->slot);
		wp_dirty_clear_range(self->slot, self->bitmap, first, nr);
		EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 1, before - writable(self->slot), 0));
	}
	EXPECT_EQ(0, writable(self->slot));
}

/*
 * CLEAR protects the pages in the bitmap and those between them: in each group
 * of 64 pages KVM protects from the first to the last page that is set. Pages
 * that become dirty again count again.
 */
TEST_F(clear, scattered_pages)
{
	uint64_t pages = wp_slot_pages(self->slot), before;
	struct wp_round was;

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_dirty_get(self->slot, self->bitmap);
	wp_dirty_clear(self->slot, self->bitmap);
	ASSERT_EQ(0, writable(self->slot));

	was = wp_round_begin(self->slot);
	wp_slot_write_every(self->slot, 3 * wp_page_size(), 2);
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 0, 0, (pages + 2) / 3));

	wp_bitmap_set_every(self->slot, self->bitmap, 15);
	before = writable(self->slot);
	was = wp_round_begin(self->slot);
	wp_dirty_clear(self->slot, self->bitmap);
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 1, before - writable(self->slot), 0));
}

/*
 * The VMM asked for KVM's own eager split, and prepare leaves the blocks to it.
 */
FIXTURE(eager)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

FIXTURE_VARIANT(eager)
{
	int chunk;	/* level of a block of the chunk's size */
	uint32_t manual;
};

FIXTURE_VARIANT_ADD(eager, chunk_l2)
{
	.chunk = 2,
};

FIXTURE_VARIANT_ADD(eager, chunk_l1)
{
	.chunk = 1,
};

FIXTURE_VARIANT_ADD(eager, manual_l2)
{
	.chunk = 2,
	.manual = MANUAL,
};

FIXTURE_SETUP(eager)
{
	const char *why = wp_eager_missing(wp_block_size(variant->chunk));

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	wp_vm_split_eagerly(self->wvm, wp_block_size(variant->chunk));
	if (variant->manual)
		vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, variant->manual);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, BLOCKS * wp_block_size(2), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_knob_set("prepare", "none"));
}

FIXTURE_TEARDOWN(eager)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
}

TEST_F(eager, split)
{
	int64_t blocks = wp_slot_blocks(self->slot, 2), pages = wp_slot_pages(self->slot);
	const char *key = variant->manual ? "ptes_rewp" : "ptes_wp";
	struct wp_dump *dump;

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	if (variant->manual) {
		EXPECT_EQ(0, wp_stat(self->slot, "splits_l2"));
		wp_dirty_get(self->slot, self->bitmap);
		wp_dirty_clear(self->slot, self->bitmap);
	}
	dump = wp_dump_slot(self->slot);
	EXPECT_EQ(pages, dump->nr);
	EXPECT_EQ(pages, wp_dump_count(dump, 3, WP_S2_R, WP_S2_W));
	free(dump);

	EXPECT_EQ(wp_served(blocks), wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(wp_served(blocks), wp_stat(self->slot, "table_pages"));
	EXPECT_EQ(wp_served(1), wp_stat(self->slot, "passes"));
	/*
	 * KVM protects first, then splits; with manual protection, 64 pages at
	 * a time.
	 */
	EXPECT_EQ(wp_served(blocks), wp_stat(self->slot, key));
	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 1));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP | WP_NEED_TAKEOVER);
	return test_harness_run(argc, argv);
}
