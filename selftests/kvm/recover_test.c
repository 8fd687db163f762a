// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that the guest gets its blocks back some seconds after a log went off, and that memory
 * without blocks costs it nothing.
 */
#include <poll.h>
#include <sys/mman.h>

#include "harness.h"
#include "wp.h"

/* The module looks at a log every 3 s, and recovers blocks at the second look. */
#define TIMEOUT	120

FIXTURE(recover)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

FIXTURE_VARIANT(recover)
{
	enum wp_backing backing;
	int level;
	unsigned int blocks;
	const char *recover;
};

#define VARIANT(name, how, ...)				\
	FIXTURE_VARIANT_ADD(recover, name##_##how)	\
	{						\
		__VA_ARGS__,				\
		.recover = #how,			\
	}

VARIANT(thp, write, .backing = WP_THP, .level = 2, .blocks = 8);
VARIANT(thp, access, .backing = WP_THP, .level = 2, .blocks = 8);
VARIANT(hugetlb_l2, write, .backing = WP_HUGETLB_L2, .level = 2, .blocks = 8);
VARIANT(hugetlb_l2, access, .backing = WP_HUGETLB_L2, .level = 2, .blocks = 8);
VARIANT(hugetlb_l1, write, .backing = WP_HUGETLB_L1, .level = 1, .blocks = 1);
VARIANT(hugetlb_l1, access, .backing = WP_HUGETLB_L1, .level = 1, .blocks = 1);

static uint64_t tables(const struct test_slot *slot)
{
	return slot->size / wp_block_size(2);
}

FIXTURE_SETUP(recover)
{
	const char *why = variant->backing == WP_THP ? wp_thp_missing() :
			  wp_block_missing(variant->level, variant->blocks);

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	if (wp_knob_set("recover", variant->recover))
		SKIP(return, "this host refuses recover=%s", variant->recover);
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add(self->wvm, 1, variant->backing, WP_IPA,
				 variant->blocks * wp_block_size(variant->level), 0);
	ASSERT_NE(NULL, self->slot);
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
}

FIXTURE_TEARDOWN(recover)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
}

/* The log was on for a round, and is off. */
static void migrate_in_vain(struct __test_metadata *_metadata, struct _test_data_recover *self)
{
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_slot_write_every(self->slot, 3 * wp_page_size(), 2);
	wp_dirty_get(self->slot, self->bitmap);
	wp_slot_write_every(self->slot, 5 * wp_page_size(), 3);
	ASSERT_EQ(0, wp_slot_log(self->slot, false));
}

/* A counter is all that tells when the module is done. */
static void wait_for(const struct test_slot *slot, const char *counter, int64_t value)
{
	while (wp_stat(slot, counter) < value)
		poll(NULL, 0, 100);
}

static uint64_t blocks(const struct test_slot *slot, int level)
{
	struct wp_dump *dump = wp_dump_slot(slot);
	uint64_t nr = wp_dump_count(dump, level, 0, 0);

	free(dump);
	return nr;
}

TEST_F_TIMEOUT(recover, blocks_come_back, TIMEOUT)
{
	migrate_in_vain(_metadata, self);
	ASSERT_EQ(0, blocks(self->slot, variant->level));
	wait_for(self->slot, "recovered_tables", tables(self->slot));
	EXPECT_EQ(tables(self->slot), wp_stat(self->slot, "recovered_tables"));
	EXPECT_EQ(0, wp_stat(self->slot, "recover_left_small"));

	/* The guest's first access to each block brings it back. */
	if (strcmp(variant->recover, "access"))
		wp_slot_write_every(self->slot, wp_block_size(2), 4);
	else
		wp_slot_read(self->slot);
	EXPECT_EQ(variant->blocks, blocks(self->slot, variant->level));
	wp_slot_write(self->slot, 5);
	EXPECT_EQ(variant->blocks, blocks(self->slot, variant->level));
	EXPECT_EQ(0, wp_slot_check(self->slot, 5));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 5));
}

/* The log comes on again before, during and after the pass. No page is lost then. */
TEST_F_TIMEOUT(recover, log_comes_on_again, TIMEOUT)
{
	uint64_t salt = 10;
	int pause;

	for (pause = 0; pause < 8; pause++) {
		migrate_in_vain(_metadata, self);
		poll(NULL, 0, pause * 1000);
		ASSERT_EQ(0, wp_slot_log(self->slot, true));
		wp_slot_write(self->slot, ++salt);
		wp_dirty_get(self->slot, self->bitmap);
		EXPECT_EQ(wp_slot_pages(self->slot),
			  wp_bitmap_count(self->slot, self->bitmap));
		EXPECT_EQ(0, wp_slot_check_host(self->slot, salt));
		ASSERT_EQ(0, wp_slot_log(self->slot, false));
	}
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
