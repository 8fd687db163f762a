// SPDX-License-Identifier: GPL-2.0
/*
 * Tests modules that are loaded while a guest's log is on, which take part from
 * the next round, and modules that are unloaded while a log is on, which leave
 * it to KVM without losing a page.
 *
 * Loads the modules itself: run it with the modules unloaded.
 */
#include "kmod.h"
#include "harness.h"
#include "wp.h"

#define BLOCKS	2
#define MANUAL	KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE
#define ALL_SET	(MANUAL | KVM_DIRTY_LOG_INITIALLY_SET)

FIXTURE(late)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
	unsigned long *expected;
};

FIXTURE_VARIANT(late)
{
	const char *params;
	uint32_t manual;
};

FIXTURE_VARIANT_ADD(late, inplace_get)
{
	.params = "takeover=1 protector=inplace splitter=inplace verify=1",
};

FIXTURE_VARIANT_ADD(late, swap_manual)
{
	.params = "takeover=1 protector=swap splitter=prebuild verify=1",
	.manual = MANUAL,
};

FIXTURE_VARIANT_ADD(late, inplace_all_set)
{
	.params = "takeover=1 protector=inplace splitter=inplace verify=1",
	.manual = ALL_SET,
};

FIXTURE_VARIANT_ADD(late, kvm_get)
{
	.params = "takeover=0 verify=1",
};

FIXTURE_SETUP(late)
{
	self->wvm = wp_vm_create(1);
	if (variant->manual)
		vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, variant->manual);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, BLOCKS * wp_block_size(2), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
}

FIXTURE_TEARDOWN(late)
{
	wp_vm_destroy(self->wvm);
	free(self->bitmap);
	free(self->expected);
	if (wp_modules_loaded())
		EXPECT_EQ(0, wp_modules_unload());
}

/* An initially-all-set log starts full, so clear it once. */
static void start_log(struct __test_metadata *_metadata, struct _test_data_late *self,
		      const struct _fixture_variant_late *variant)
{
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	if (variant->manual == ALL_SET)
		wp_dirty_collect(self->slot, self->bitmap, variant->manual);
}

/*
 * A round lists exactly the pages that the guest wrote since the previous
 * round.
 */
static void expect_round(struct __test_metadata *_metadata, struct _test_data_late *self,
			 const struct _fixture_variant_late *variant)
{
	wp_dirty_collect(self->slot, self->bitmap, variant->manual);
	EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
}

TEST_F(late, load_during_log)
{
	struct wp_round was;
	uint64_t pages;
	char path[160];

	start_log(_metadata, self, variant);
	pages = wp_slot_write_nth(self->slot, 3, 2, self->expected);
	ASSERT_EQ(0, wp_modules_load(variant->params));
	EXPECT_FALSE(wp_slot_dir(self->slot, path, sizeof(path)));

	/*
	 * We write-protect the pages that were written before the modules were
	 * loaded.
	 */
	expect_round(_metadata, self, variant);
	ASSERT_TRUE(wp_slot_dir(self->slot, path, sizeof(path)));
	EXPECT_EQ(wp_served(1), wp_stat(self->slot, "passes"));
	EXPECT_EQ(wp_served(pages), wp_stat(self->slot, "ptes_rewp"));
	EXPECT_EQ(1, wp_stat(self->slot, "tlb_flushes"));
	EXPECT_EQ(0, wp_stat(self->slot, "enables"));
	EXPECT_EQ(0, wp_stat(self->slot, "ptes_wp"));
	EXPECT_EQ(wp_slot_pages(self->slot), wp_slots_cell(self->slot, "pages"));
	EXPECT_EQ(self->slot->ipa, wp_slots_cell(self->slot, "ipa"));

	was = wp_round_begin(self->slot);
	pages = wp_slot_write_nth(self->slot, 5, 3, self->expected);
	expect_round(_metadata, self, variant);
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 1, pages, pages));
}

/*
 * A guest that is created before the modules are loaded, but whose log is
 * switched on later, is treated like any other. Then the modules are unloaded
 * while its log is on.
 */
TEST_F(late, unload_during_log)
{
	ASSERT_EQ(0, wp_modules_load(variant->params));
	start_log(_metadata, self, variant);
	EXPECT_EQ(1, wp_stat(self->slot, "enables"));
	EXPECT_EQ(BLOCKS, wp_stat(self->slot, "splits_l2"));
	wp_slot_write_nth(self->slot, 3, 2, self->expected);
	expect_round(_metadata, self, variant);

	/*
	 * KVM protects the pages that are dirty when the modules are unloaded;
	 * all others are already protected.
	 */
	wp_slot_write_nth(self->slot, 4, 3, self->expected);
	ASSERT_EQ(0, wp_modules_unload());
	expect_round(_metadata, self, variant);
	wp_slot_write_nth(self->slot, 1, 4, self->expected);
	expect_round(_metadata, self, variant);
	EXPECT_EQ(0, wp_slot_check(self->slot, 4));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 4));
}

TEST_F(late, reload_during_log)
{
	int i;

	start_log(_metadata, self, variant);
	for (i = 2; i < 4; i++) {
		ASSERT_EQ(0, wp_modules_load(variant->params));
		wp_slot_write_nth(self->slot, i, i, self->expected);
		if (i % 2)
			expect_round(_metadata, self, variant);
		ASSERT_EQ(0, wp_modules_unload());
		if (!(i % 2))
			expect_round(_metadata, self, variant);
	}
	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	wp_slot_write(self->slot, 9);
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 9));
}

static const char *missing(void)
{
	const char *why = wp_missing(WP_NEED_UNLOADED);
	bool knobs;

	if (why)
		return why;
	if (wp_modules_load(""))
		return "cannot load the modules";
	knobs = wp_knob_has("takeover", "1") && wp_knob_has("protector", "swap") &&
		wp_knob_has("splitter", "prebuild") && wp_knob_has("verify", "1");
	wp_modules_unload();
	return knobs ? NULL : "the module lacks a knob or a choice that this test needs";
}

int main(int argc, char **argv)
{
	const char *why = missing();

	if (!why)
		return test_harness_run(argc, argv);
	ksft_print_header();
	ksft_exit_skip("%s\n", why);
}
