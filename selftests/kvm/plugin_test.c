// SPDX-License-Identifier: GPL-2.0
/*
 * Tests strategies that another module registers: their callbacks are used and
 * the result is that of our own strategies. A pass keeps the strategies with
 * which it began, and their module cannot be unloaded until the pass ends.
 * plugin_recover_test.c does the same for recoverers.
 *
 * Loads the test module itself: run it with that module unloaded.
 */
#include "kmod.h"
#include "harness.h"
#include "plugin.h"
#include "wp.h"

#define TURNS	50

/* A guest for each pair of strategies. */
FIXTURE(used)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *expected;
	unsigned long *bitmap;
};

FIXTURE_VARIANT(used)
{
	const char *protector;
	const char *splitter;
	bool protect;
	bool l1;
};

/* More blocks than a batch has tables. */
#define USED_BLOCKS	96
#define REAL_BLOCKS	2

/* Defaults: level 2 blocks, which prepare splits but does not protect. */
#define USED(name, with_protector, with_splitter, ...) \
	FIXTURE_VARIANT_ADD(used, name) { \
		.protector = with_protector, .splitter = with_splitter, __VA_ARGS__ \
	}

USED(tail_first_counted, "tail-first", "counted");
USED(copy_held, "copy", "held");
USED(protect_tail_first_counted, "tail-first", "counted", .protect = true);
USED(protect_copy_held, "copy", "held", .protect = true);
USED(l1_counted, "tail-first", "counted", .l1 = true);
USED(l1_held, "copy", "held", .l1 = true);

FIXTURE_SETUP(used)
{
	const char *why = variant->l1 ? wp_block_missing(1, 1) : wp_block_missing(2, REAL_BLOCKS);

	if (why)
		SKIP(return, "%s", why);
	wp_plugin_remove();
	self->wvm = wp_vm_create(1);
	if (variant->l1)
		self->slot = wp_slot_add(self->wvm, 1, WP_HUGETLB_L1, WP_IPA, wp_block_size(1),
					 0);
	else
		self->slot = wp_slot_add_repeated(self->wvm, 1, REAL_BLOCKS, WP_IPA,
						  USED_BLOCKS * wp_block_size(2));
	self->expected = wp_bitmap_alloc(self->slot);
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_write_every(self->slot, wp_block_size(2), 1);
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	ASSERT_EQ(0, wp_knob_set("protector", variant->protector));
	ASSERT_EQ(0, wp_knob_set("splitter", variant->splitter));
	ASSERT_EQ(0, wp_knob_set("prepare", variant->protect ? "protect" : "split"));
	ASSERT_EQ(0, wp_knob_set("verify", "1"));
}

FIXTURE_TEARDOWN(used)
{
	wp_vm_destroy(self->wvm);
	free(self->expected);
	free(self->bitmap);
	wp_plugin_remove();
}

/* The table must contain pages only, none of them writable. */
static void expect_protected_pages(struct __test_metadata *_metadata, const struct test_slot *slot)
{
	uint64_t pages = wp_slot_pages(slot);
	struct wp_dump *dump = wp_dump_slot(slot);

	EXPECT_EQ(pages, dump->nr);
	EXPECT_EQ(pages, wp_dump_count(dump, 3, WP_PTE_VALID | WP_S2_R, WP_S2_W));
	free(dump);
}

TEST_F(used, splits)
{
	int64_t splits = wp_slot_blocks(self->slot, 2) + variant->l1;
	bool ahead = !strcmp(variant->splitter, "held");

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(splits, wp_plugin_counter("counted_blocks") + wp_plugin_counter("held_blocks"));
	EXPECT_EQ(ahead ? splits : 0, wp_plugin_counter("held_blocks"));
	EXPECT_LE(ahead ? splits : 0, wp_plugin_counter("held_builds"));
	EXPECT_EQ(ahead ? splits : 0, wp_stat(self->slot, "prebuilt"));
	EXPECT_EQ(splits, wp_stat(self->slot, "splits_l1") + wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(splits, wp_stat(self->slot, "table_pages"));
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
	expect_protected_pages(_metadata, self->slot);
}

/*
 * With prepare=protect the splitter makes read-only pages, so the protector
 * finds nothing to do.
 */
TEST_F(used, protects)
{
	int64_t pages = wp_slot_pages(self->slot);
	int64_t leaves = variant->protect ? 0 : wp_served(pages);
	bool copies = !strcmp(variant->protector, "copy");
	int64_t tables = leaves / (int64_t)wp_block_pages();

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(variant->protect ? pages : leaves, wp_stat(self->slot, "ptes_wp"));
	EXPECT_EQ(copies ? 0 : leaves, wp_plugin_counter("tail_first_leaves"));
	EXPECT_EQ(copies ? tables : 0, wp_plugin_counter("copy_tables"));
	EXPECT_EQ(wp_plugin_counter("copy_tables"), wp_stat(self->slot, "tables_swapped"));
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
	expect_protected_pages(_metadata, self->slot);
}

/*
 * Rounds work as with any other protector: the log lists exactly the written
 * pages.
 */
TEST_F(used, logs)
{
	struct wp_round was;
	uint64_t nth, n;

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	for (nth = 31; nth < 200; nth *= 5) {
		was = wp_round_begin(self->slot);
		n = wp_slot_write_nth(self->slot, nth, nth, self->expected);
		wp_dirty_get(self->slot, self->bitmap);
		EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
		EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 1, n, n));
	}
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
	/*
	 * One reference for each of the two choices, none for a pass that has
	 * ended.
	 */
	EXPECT_EQ(2, wp_plugin_references());
}

/*
 * A pass that is stopped in the middle. Half of the memory is mapped with
 * blocks and half with pages, so that the splitter and, with prepare=protect,
 * the protector have work to do.
 */
#define HALF_BLOCKS	4
#define HALF		(HALF_BLOCKS * wp_block_size(2))

FIXTURE(midway)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	pthread_t thread;
	int error;
	bool done;
};

FIXTURE_SETUP(midway)
{
	const char *why = wp_thp_missing();

	if (why)
		SKIP(return, "%s", why);
	wp_plugin_remove();
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, 2 * HALF, 0);
	madvise(self->slot->hva + HALF, HALF, MADV_NOHUGEPAGE);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	ASSERT_EQ(0, wp_knob_set("protector", "tail-first"));
	ASSERT_EQ(0, wp_knob_set("splitter", "held"));
	ASSERT_EQ(0, wp_knob_set("prepare", "protect"));
}

FIXTURE_TEARDOWN(midway)
{
	wp_plugin_remove();
	wp_vm_destroy(self->wvm);
	wp_plugin_remove();
}

static void *switch_on(void *arg)
{
	struct _test_data_midway *self = arg;

	self->error = wp_slot_log(self->slot, true);
	__atomic_store_n(&self->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static bool ended(struct _test_data_midway *self)
{
	return __atomic_load_n(&self->done, __ATOMIC_ACQUIRE);
}

/*
 * Starts a pass and returns once it waits, with no lock held except those of
 * its ioctl.
 */
static void start_and_hold(struct __test_metadata *_metadata, struct _test_data_midway *self)
{
	wp_plugin_hold(true);
	ASSERT_EQ(0, pthread_create(&self->thread, NULL, switch_on, self));
	while (!ended(self) && wp_plugin_counter("held") != 1)
		sched_yield();
	ASSERT_FALSE(ended(self));
}

TEST_F(midway, pass_keeps_its_strategies)
{
	int64_t blocks = HALF_BLOCKS, pages = HALF / wp_page_size();

	start_and_hold(_metadata, self);
	/* One reference for each of the two choices, and two of the pass. */
	EXPECT_EQ(4, wp_plugin_references());
	ASSERT_EQ(0, wp_knob_set("protector", "inplace"));
	ASSERT_EQ(0, wp_knob_set("splitter", "inplace"));
	EXPECT_EQ(2, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));
	EXPECT_TRUE(wp_knob_has("splitter", "held"));
	EXPECT_EQ(0, wp_plugin_counter("held_blocks"));

	wp_plugin_hold(false);
	pthread_join(self->thread, NULL);
	EXPECT_EQ(0, self->error);
	EXPECT_EQ(blocks, wp_plugin_counter("held_blocks"));
	EXPECT_EQ(pages, wp_plugin_counter("tail_first_leaves"));
	EXPECT_EQ(blocks, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(2 * pages, wp_stat(self->slot, "ptes_wp"));
	EXPECT_EQ(0, wp_plugin_references());
	EXPECT_EQ(0, wp_module_unload(WP_PLUGIN));
	EXPECT_FALSE(wp_plugin_offered());
}

/* A choice made during a pass takes effect with the next pass. */
TEST_F(midway, next_pass_uses_new_choice)
{
	start_and_hold(_metadata, self);
	ASSERT_EQ(0, wp_knob_set("splitter", "counted"));
	wp_plugin_hold(false);
	pthread_join(self->thread, NULL);
	EXPECT_EQ(0, self->error);
	EXPECT_EQ(0, wp_plugin_counter("counted_blocks"));
	EXPECT_EQ(HALF_BLOCKS, wp_plugin_counter("held_blocks"));

	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	TEST_ASSERT(!mprotect(self->slot->hva, HALF, PROT_NONE), "mprotect");
	TEST_ASSERT(!mprotect(self->slot->hva, HALF, PROT_READ | PROT_WRITE), "mprotect");
	wp_slot_write(self->slot, 2);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(HALF_BLOCKS, wp_plugin_counter("counted_blocks"));
	EXPECT_EQ(HALF_BLOCKS, wp_plugin_counter("held_blocks"));
}

/*
 * Returns the descriptor of the slot's first block; 0 if it is not mapped with
 * a block.
 */
static uint64_t first_block(const struct test_slot *slot)
{
	struct wp_dump *dump = wp_dump(slot->wvm, slot->ipa, wp_block_size(2));
	uint64_t desc = dump->nr == 1 ? dump->leaf[0].desc : 0;

	free(dump);
	return desc;
}

/*
 * Frees the memory behind the first block; returns memory that likely reuses
 * it.
 */
static void *take_first_block(const struct test_slot *slot)
{
	uint64_t size = wp_block_size(2);
	char *grab = mmap(NULL, 8 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	TEST_ASSERT(grab != MAP_FAILED, "no memory");
	madvise(grab, 8 * size, MADV_HUGEPAGE);
	madvise(slot->hva, size, MADV_DONTNEED);
	memset(grab, 0x5a, 8 * size);
	return grab;
}

/*
 * Tables are built from a snapshot taken before the lock was dropped. Replace
 * or unmap the first block of the snapshot while the splitter waits.
 */
static void change_snapshot(struct __test_metadata *_metadata, struct _test_data_midway *self,
			    bool again)
{
	struct wp_call write = {
		.fn = wp_guest_write, .ipa = self->slot->ipa, .size = wp_block_size(2),
		.stride = wp_page_size(), .salt = 7,
	};
	uint64_t was = first_block(self->slot);
	void *grab;

	ASSERT_NE(0, was);
	start_and_hold(_metadata, self);
	grab = take_first_block(self->slot);
	if (again)
		wp_call(self->wvm, 0, &write);
	EXPECT_NE(was, first_block(self->slot));
	EXPECT_EQ(again, !!first_block(self->slot));

	wp_plugin_hold(false);
	pthread_join(self->thread, NULL);
	EXPECT_EQ(0, self->error);
	wp_slot_write(self->slot, 8);
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 8));
	munmap(grab, 8 * wp_block_size(2));
}

TEST_F(midway, block_replaced_meanwhile)
{
	int64_t blocks = HALF_BLOCKS;

	change_snapshot(_metadata, self, true);
	EXPECT_EQ(blocks, wp_stat(self->slot, "splits_l2"));
}

TEST_F(midway, block_unmapped_meanwhile)
{
	int64_t blocks = HALF_BLOCKS;

	change_snapshot(_metadata, self, false);
	EXPECT_EQ(blocks - 1, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(blocks - 1, wp_stat(self->slot, "prebuilt"));
}

/*
 * Load and unload the module while a log is on; each time it serves one round.
 */
TEST_F(midway, reload_during_log)
{
	unsigned long *expected = wp_bitmap_alloc(self->slot);
	unsigned long *bitmap = wp_bitmap_alloc(self->slot);
	uint64_t lost = 0, unserved = 0, n;
	int64_t before;
	int i;

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	for (i = 0; i < TURNS; i++) {
		n = wp_slot_write_nth(self->slot, 100 + i, 100 + i, expected);
		ASSERT_EQ(0, wp_knob_set("protector", "tail-first"));
		before = wp_plugin_counter("tail_first_leaves");
		wp_dirty_get(self->slot, bitmap);
		lost += wp_bitmap_diff(self->slot, expected, bitmap);
		unserved += wp_plugin_counter("tail_first_leaves") - before != wp_served(n);
		ASSERT_EQ(0, wp_knob_set("protector", "inplace"));
		ASSERT_EQ(0, wp_knob_set("splitter", "inplace"));
		ASSERT_EQ(0, wp_module_unload(WP_PLUGIN));
		ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	}
	EXPECT_EQ(0, lost);
	EXPECT_EQ(0, unserved);
	free(expected);
	free(bitmap);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP | WP_NEED_TAKEOVER);
	if (!wp_module_exists(WP_PLUGIN)) {
		ksft_print_header();
		ksft_exit_skip("cannot find the module " WP_PLUGIN "\n");
	}
	return test_harness_run(argc, argv);
}
