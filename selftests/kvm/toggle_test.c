// SPDX-License-Identifier: GPL-2.0
/*
 * Tests a log that is switched on, off and on again: it lists exactly the pages
 * that the guest wrote.
 */
#include "harness.h"
#include "wp.h"

#define BLOCKS	4
#define MANUAL	(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)

FIXTURE(toggle)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
	unsigned long *expected;
};

FIXTURE_VARIANT(toggle)
{
	const char *prepare;
	uint32_t manual;
	bool eager;
};

FIXTURE_VARIANT_ADD(toggle, split)
{
	.prepare = "split",
};

FIXTURE_VARIANT_ADD(toggle, protect)
{
	.prepare = "protect",
};

FIXTURE_VARIANT_ADD(toggle, none)
{
	.prepare = "none",
};

FIXTURE_VARIANT_ADD(toggle, manual_split)
{
	.prepare = "split",
	.manual = MANUAL,
};

FIXTURE_VARIANT_ADD(toggle, manual_protect)
{
	.prepare = "protect",
	.manual = MANUAL,
};

/*
 * The VMM enables KVM's own eager splitting, which finds no block left to
 * split.
 */
FIXTURE_VARIANT_ADD(toggle, split_before_kvm)
{
	.prepare = "split",
	.eager = true,
};

FIXTURE_SETUP(toggle)
{
	const char *why = variant->eager ? wp_eager_missing(wp_block_size(2)) : NULL;

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	if (variant->eager)
		wp_vm_split_eagerly(self->wvm, wp_block_size(2));
	if (variant->manual)
		vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, variant->manual);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, BLOCKS * wp_block_size(2), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
}

FIXTURE_TEARDOWN(toggle)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
	free(self->expected);
}

/* With initially-all-set the log starts full, so clear it once. */
static void start_log(struct __test_metadata *_metadata, struct _test_data_toggle *self,
		      const struct _fixture_variant_toggle *variant)
{
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	if (!variant->manual)
		return;
	wp_dirty_get(self->slot, self->bitmap);
	ASSERT_EQ(wp_slot_pages(self->slot), wp_bitmap_count(self->slot, self->bitmap));
	wp_dirty_clear(self->slot, self->bitmap);
}

/*
 * The guest writes every @nth page and reads all pages; the log must list
 * exactly the written ones.
 */
static void write_and_compare(struct __test_metadata *_metadata, struct _test_data_toggle *self,
			      const struct _fixture_variant_toggle *variant,
			      uint64_t nth, uint64_t salt)
{
	wp_slot_write_nth(self->slot, nth, salt, self->expected);
	wp_slot_read(self->slot);
	wp_dirty_collect(self->slot, self->bitmap, variant->manual);
	EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
	wp_dirty_collect(self->slot, self->bitmap, variant->manual);
	EXPECT_EQ(0, wp_bitmap_count(self->slot, self->bitmap));
}

TEST_F(toggle, log_is_exact)
{
	start_log(_metadata, self, variant);
	write_and_compare(_metadata, self, variant, 3, 2);
	write_and_compare(_metadata, self, variant, 3, 3);
	write_and_compare(_metadata, self, variant, 512, 4);
	write_and_compare(_metadata, self, variant, 1, 5);
	EXPECT_EQ(0, wp_slot_check(self->slot, 5));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 5));
}

TEST_F(toggle, on_off_on)
{
	start_log(_metadata, self, variant);
	write_and_compare(_metadata, self, variant, 5, 2);
	ASSERT_EQ(0, wp_slot_log(self->slot, false));

	/* The next log does not list these writes: no log is on. */
	wp_slot_write(self->slot, 3);
	EXPECT_EQ(0, wp_slot_check(self->slot, 3));

	start_log(_metadata, self, variant);
	write_and_compare(_metadata, self, variant, 7, 4);
	wp_slot_write(self->slot, 5);
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 5));
}

/*
 * KVM maps pages as a block again when the guest writes them while no log is
 * on.
 */
TEST_F(toggle, splits_refolded_blocks)
{
	bool ours = strcmp(variant->prepare, "none");
	struct test_slot half = *self->slot;
	uint64_t folded;

	start_log(_metadata, self, variant);
	wp_slot_read(self->slot);
	if (ours)
		ASSERT_EQ(0, wp_slot_mapped_blocks(self->slot));
	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	half.size /= 2;
	wp_slot_write(&half, 2);
	folded = wp_slot_mapped_blocks(self->slot);
	if (ours && (!variant->manual || !strcmp(variant->prepare, "protect")))
		ASSERT_EQ(wp_slot_blocks(&half, 2), folded);

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(ours ? BLOCKS + folded : 0, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(ours ? 2 : 0, wp_stat(self->slot, "enables"));
	EXPECT_EQ(ours ? 0 : 2, wp_stat(self->slot, "skipped_none"));
	if (ours)
		EXPECT_EQ(0, wp_slot_mapped_blocks(self->slot));
}

/*
 * Initially-all-set: KVM does not touch the table at commit. prepare splits it
 * nevertheless, and each page loses write permission only when its bit is
 * cleared.
 */
FIXTURE(manual)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

FIXTURE_VARIANT(manual)
{
	const char *prepare;
	bool keeps_w;
};

FIXTURE_VARIANT_ADD(manual, split)
{
	.prepare = "split",
	.keeps_w = true,
};

FIXTURE_VARIANT_ADD(manual, protect)
{
	.prepare = "protect",
};

FIXTURE_SETUP(manual)
{
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, MANUAL);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, BLOCKS * wp_block_size(2), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
}

FIXTURE_TEARDOWN(manual)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
}

TEST_F(manual, protects_at_clear)
{
	uint64_t pages = wp_slot_pages(self->slot), writable = variant->keeps_w ? pages : 0;
	struct kvm_clear_dirty_log half = {
		.slot = self->slot->id,
		.num_pages = pages / 2,
		.dirty_bitmap = self->bitmap,
	};
	struct wp_dump *dump;

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	dump = wp_dump_slot(self->slot);
	ASSERT_EQ(pages, dump->nr);
	EXPECT_EQ(writable, wp_dump_count(dump, 3, WP_S2_W, 0));
	free(dump);

	wp_dirty_get(self->slot, self->bitmap);
	vm_ioctl(self->wvm->vm, KVM_CLEAR_DIRTY_LOG, &half);
	dump = wp_dump_slot(self->slot);
	EXPECT_EQ(writable / 2, wp_dump_count(dump, 3, WP_S2_W, 0));
	EXPECT_EQ(BLOCKS, wp_stat(self->slot, "splits_l2"));
	free(dump);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
