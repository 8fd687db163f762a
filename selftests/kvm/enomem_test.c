// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that a lack of memory for tables makes enabling the log fail with
 * ENOMEM or leaves the work to KVM, depending on the knob strict. The guest
 * does not notice either.
 */
#include "cgroup.h"
#include "harness.h"
#include "wp.h"

/*
 * Each block needs one page for its table. The headroom is enough for KVM's own
 * allocations but not for these tables, not even with the 64 pages that the CPU
 * may have charged before.
 */
#define BLOCKS		128
#define REAL_BLOCKS	2
#define HEADROOM_PAGES	48
/*
 * Pages written at each end of the slot; possibly only the first end is split.
 */
#define END_PAGES	1024

FIXTURE(enomem)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

FIXTURE_VARIANT(enomem)
{
	const char *prepare;
	bool keeps_w;
};

FIXTURE_VARIANT_ADD(enomem, split)
{
	.prepare = "split",
	.keeps_w = true,
};

FIXTURE_VARIANT_ADD(enomem, protect)
{
	.prepare = "protect",
};

FIXTURE_SETUP(enomem)
{
	const char *why = wp_block_missing(2, REAL_BLOCKS);

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add_repeated(self->wvm, 1, REAL_BLOCKS, WP_IPA,
					  BLOCKS * wp_block_size(2));
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_fill(self->slot, 1);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));

	why = wp_cgroup_enter();
	if (why)
		SKIP(return, "%s", why);
}

FIXTURE_TEARDOWN(enomem)
{
	wp_cgroup_limit(UINT64_MAX);
	wp_vm_destroy(self->wvm);
	wp_cgroup_leave();
	wp_knobs_restore();
	free(self->bitmap);
}

static int enable_short_of_memory(struct test_slot *slot)
{
	int err;

	wp_cgroup_limit(HEADROOM_PAGES * wp_page_size());
	err = wp_slot_log(slot, true);
	wp_cgroup_limit(UINT64_MAX);
	return err;
}

static int enable_strictly(struct test_slot *slot)
{
	int err = wp_knob_set("strict", "1");

	return err ? err : enable_short_of_memory(slot);
}

static void log_is_right(struct __test_metadata *_metadata, struct _test_data_enomem *self)
{
	uint64_t pages = wp_slot_pages(self->slot), page, wrong = 0;
	struct test_slot end = *self->slot;

	end.size = END_PAGES * wp_page_size();
	wp_slot_write_every(&end, 3 * wp_page_size(), 1);
	end.ipa += self->slot->size - end.size;
	wp_slot_write(&end, 2);

	wp_dirty_get(self->slot, self->bitmap);
	for (page = 0; page < pages; page++)
		wrong += wp_bitmap_test(self->bitmap, page) !=
			 (page < END_PAGES ? page % 3 == 0 : page >= pages - END_PAGES);
	EXPECT_EQ(0, wrong);
}

TEST_F(enomem, strict_fails_the_ioctl)
{
	ASSERT_EQ(ENOMEM, enable_strictly(self->slot));
	EXPECT_EQ(1, wp_stat(self->slot, "failures"));
	EXPECT_EQ(0, wp_stat(self->slot, "incomplete"));
	EXPECT_EQ(ENOMEM, wp_stat(self->slot, "last_error"));
	EXPECT_EQ(0, wp_stat(self->slot, "enables"));
	EXPECT_LT(0, wp_stat(self->slot, "splits_l2"));
	EXPECT_GT(BLOCKS, wp_stat(self->slot, "splits_l2"));

	/* The log is off, so GET_DIRTY_LOG fails. */
	EXPECT_EQ(-1, __vm_ioctl(self->wvm->vm, KVM_GET_DIRTY_LOG, (&(struct kvm_dirty_log){
		.slot = self->slot->id, .dirty_bitmap = self->bitmap })));
	EXPECT_EQ(ENOENT, errno);
}

/*
 * Commit has not run, so this shows what prepare alone does to write
 * permission.
 */
TEST_F(enomem, write_permission_after_failure)
{
	struct wp_dump *dump;
	size_t pages;

	ASSERT_EQ(ENOMEM, enable_strictly(self->slot));
	dump = wp_dump_slot(self->slot);
	pages = wp_dump_count(dump, 3, 0, 0);
	EXPECT_LT(0, pages);
	EXPECT_EQ(pages * wp_page_size(),
		  (uint64_t)wp_stat(self->slot, "splits_l2") * wp_block_size(2));
	EXPECT_EQ(variant->keeps_w ? pages : 0, wp_dump_count(dump, 3, WP_S2_W, 0));
	EXPECT_EQ(variant->keeps_w ? 0 : pages, (uint64_t)wp_stat(self->slot, "ptes_wp"));
	free(dump);
}

TEST_F(enomem, guest_keeps_running)
{
	ASSERT_EQ(ENOMEM, enable_strictly(self->slot));
	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	wp_slot_fill(self->slot, 2);
	EXPECT_EQ(0, wp_slot_check(self->slot, 2));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 2));
}

TEST_F(enomem, retry_succeeds)
{
	struct wp_dump *dump;

	ASSERT_EQ(ENOMEM, enable_strictly(self->slot));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(1, wp_stat(self->slot, "enables"));
	EXPECT_EQ(1, wp_stat(self->slot, "failures"));
	EXPECT_EQ(BLOCKS, wp_stat(self->slot, "splits_l2"));
	dump = wp_dump_slot(self->slot);
	EXPECT_EQ(wp_slot_pages(self->slot), wp_dump_count(dump, 3, 0, WP_S2_W));
	free(dump);
	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	log_is_right(_metadata, self);
}

/* strict=0 is the default, which the fixture restored. */
TEST_F(enomem, default_leaves_blocks_to_kvm)
{
	ASSERT_EQ(0, enable_short_of_memory(self->slot));
	EXPECT_EQ(1, wp_stat(self->slot, "enables"));
	EXPECT_EQ(0, wp_stat(self->slot, "failures"));
	EXPECT_LT(0, wp_stat(self->slot, "incomplete"));
	EXPECT_EQ(ENOMEM, wp_stat(self->slot, "last_error"));
	EXPECT_GT(BLOCKS, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	log_is_right(_metadata, self);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP | WP_NEED_CGROUP);
	return test_harness_run(argc, argv);
}
