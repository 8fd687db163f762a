// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that each counter counts the right slot, and exactly. The expected
 * values depend on the knobs in force: see boot/each-strategy.sh.
 */
#include "harness.h"
#include "wp.h"

static uint64_t fetch_count(const struct test_slot *slot)
{
	unsigned long *bitmap = wp_bitmap_alloc(slot);
	uint64_t n;

	wp_dirty_get(slot, bitmap);
	n = wp_bitmap_count(slot, bitmap);
	free(bitmap);
	return n;
}

/*
 * Initial pass: switch on the log of a 256 MiB guest that is mapped with
 * blocks. With 4 KiB pages it has 65536 of them.
 */
#define MEMORY		(256 * WP_MIB)
#define REAL_BLOCKS	2

FIXTURE(initial)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
};

FIXTURE_VARIANT(initial)
{
	const char *prepare;
	bool splits;
	bool protects;
};

FIXTURE_VARIANT_ADD(initial, split)
{
	.prepare = "split",
	.splits = true,
};

FIXTURE_VARIANT_ADD(initial, protect)
{
	.prepare = "protect",
	.splits = true,
	.protects = true,
};

FIXTURE_VARIANT_ADD(initial, none)
{
	.prepare = "none",
};

FIXTURE_SETUP(initial)
{
	const char *why = wp_block_missing(2, REAL_BLOCKS);

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add_repeated(self->wvm, 1, REAL_BLOCKS, WP_IPA, MEMORY);
	wp_slot_write_every(self->slot, wp_block_size(2), 1);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
}

FIXTURE_TEARDOWN(initial)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

TEST_F(initial, leaves)
{
	int64_t blocks = wp_slot_blocks(self->slot, 2), pages = wp_slot_pages(self->slot);
	int64_t leaves = variant->splits ? pages : blocks;
	bool swaps = wp_knob_is("protector", "swap"), ahead = wp_knob_is("splitter", "prebuild");

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(variant->protects ? leaves : wp_served(leaves), wp_stat(self->slot, "ptes_wp"));
	EXPECT_EQ(variant->splits ? blocks : 0, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(variant->splits ? blocks : 0, wp_stat(self->slot, "table_pages"));
	EXPECT_EQ(wp_served(1), wp_stat(self->slot, "passes"));
	EXPECT_EQ(0, wp_stat(self->slot, "ptes_rewp"));
	EXPECT_EQ(0, wp_stat(self->slot, "dirty_pages"));
	EXPECT_EQ(wp_stat(self->slot, "ptes_wp"), wp_slots_cell(self->slot, "ptes_wp"));

	/*
	 * The protector swaps whole tables. Where prepare protects, either pass
	 * can be the one that swaps.
	 */
	if (!swaps || !variant->protects)
		EXPECT_EQ(swaps && variant->splits ? wp_served(blocks) : 0,
			  wp_stat(self->slot, "tables_swapped"));
	EXPECT_EQ(ahead && variant->splits ? blocks : 0, wp_stat(self->slot, "prebuilt"));
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
}

/*
 * The counters include KVM's own flush, and KVM's hold of mmu_lock if we served
 * its pass: a sample for each request, and one more whenever we interrupted it.
 */
TEST_F(initial, flushes_and_holds)
{
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_LE(1, wp_stat(self->slot, "tlb_flushes"));
	if (!variant->splits && !wp_knob_is("protector", "swap"))
		EXPECT_EQ(1, wp_stat(self->slot, "tlb_flushes"));
	EXPECT_LT(0, wp_stat(self->slot, "tlb_flush_ns_max"));
	EXPECT_EQ(wp_stat(self->slot, "tlb_flushes"), wp_hist_entries(self->slot, "tlb_flush_ns"));
	EXPECT_EQ(wp_stat(self->slot, "batches") + wp_stat(self->slot, "lock_drops") +
		  wp_served(wp_initial_requests(self->slot)),
		  wp_hist_entries(self->slot, "lock_hold_ns"));
}

/*
 * Log rounds over several adjacent slots, and one slot that is not logged. Each
 * round has different numbers, so that no round can be taken for another.
 */
#define SLOTS	3

FIXTURE(rounds)
{
	struct wp_vm *wvm;
	struct test_slot *slot[SLOTS];
	struct test_slot *other;
};

static const uint64_t slot_pages[SLOTS] = { 2048, 512 + 37, 3072 };

FIXTURE_SETUP(rounds)
{
	uint64_t ipa = WP_IPA, size;
	int i;

	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	for (i = 0; i < SLOTS; i++) {
		size = slot_pages[i] * wp_page_size();
		self->slot[i] = wp_slot_add(self->wvm, i + 1, WP_THP, ipa, size, 0);
		ipa += size;
		wp_slot_write(self->slot[i], 1);
	}
	self->other = wp_slot_add(self->wvm, SLOTS + 1, WP_THP, ipa, 1024 * wp_page_size(), 0);
	wp_slot_write(self->other, 1);
}

FIXTURE_TEARDOWN(rounds)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

TEST_F(rounds, counts_per_slot)
{
	static const uint64_t nth[][SLOTS] = { { 3, 5, 7 }, { 1, 2, 512 }, { 64, 1, 65 } };
	struct wp_round was[SLOTS];
	uint64_t pages[SLOTS];
	char path[160];
	int i, round;

	for (i = 0; i < SLOTS; i++)
		ASSERT_EQ(0, wp_slot_log(self->slot[i], true));
	for (round = 0; round < ARRAY_SIZE(nth); round++) {
		for (i = 0; i < SLOTS; i++) {
			was[i] = wp_round_begin(self->slot[i]);
			pages[i] = wp_slot_write_nth(self->slot[i], nth[round][i], 2, NULL);
		}
		wp_slot_write(self->other, 2);
		for (i = 0; i < SLOTS; i++)
			EXPECT_EQ(pages[i], fetch_count(self->slot[i]));
		for (i = 0; i < SLOTS; i++)
			EXPECT_EQ(0, wp_round_wrong(self->slot[i], &was[i], 1, pages[i], pages[i]));
	}
	EXPECT_FALSE(wp_slot_dir(self->other, path, sizeof(path)));
}

/*
 * A round without dirty pages counts nothing, and a slot's round does not count
 * for another slot.
 */
TEST_F(rounds, idle_slots_count_nothing)
{
	struct wp_round was[SLOTS];
	uint64_t pages;
	int i;

	for (i = 0; i < SLOTS; i++) {
		ASSERT_EQ(0, wp_slot_log(self->slot[i], true));
		was[i] = wp_round_begin(self->slot[i]);
	}
	pages = wp_slot_write_nth(self->slot[1], 3, 2, NULL);
	for (i = 0; i < SLOTS; i++)
		EXPECT_EQ(i == 1 ? pages : 0, fetch_count(self->slot[i]));
	for (i = 0; i < SLOTS; i++) {
		uint64_t n = i == 1 ? pages : 0;

		EXPECT_EQ(0, wp_round_wrong(self->slot[i], &was[i], i == 1, n, n));
	}
}

/* Make KVM unmap the slot; the memory stays. */
static void unmap(const struct test_slot *slot)
{
	TEST_ASSERT(!mprotect(slot->hva, slot->size, PROT_NONE) &&
		    !mprotect(slot->hva, slot->size, PROT_READ | PROT_WRITE), "mprotect");
}

/* A page counts once per round, no matter how often writes to it fault. */
TEST_F(rounds, page_counts_once_per_round)
{
	struct wp_round was;
	uint64_t pages;

	ASSERT_EQ(0, wp_slot_log(self->slot[0], true));
	was = wp_round_begin(self->slot[0]);
	wp_slot_write_nth(self->slot[0], 6, 2, NULL);
	unmap(self->slot[0]);
	pages = wp_slot_write_nth(self->slot[0], 3, 3, NULL);
	EXPECT_EQ(pages, fetch_count(self->slot[0]));
	EXPECT_EQ(0, wp_round_wrong(self->slot[0], &was, 1, pages, pages));
}

/* Several VMs with two slots each, each VM in its own thread. */
#define VMS	4
#define ROUNDS	5

struct guest {
	pthread_t thread;
	struct wp_vm *wvm;
	struct test_slot *slot[2];
	uint64_t nth[2];
	uint64_t pages[2];
	uint64_t logged[2];
};

FIXTURE(many_vms)
{
	struct guest guest[VMS];
};

static void guest_init(struct guest *g, int nth)
{
	uint64_t size = 512 * wp_page_size();
	int i;

	g->wvm = wp_vm_create(1);
	for (i = 0; i < 2; i++) {
		g->slot[i] = wp_slot_add(g->wvm, i + 1, WP_THP, WP_IPA + i * size, size, 0);
		g->nth[i] = 2 * nth + i + 1;
		wp_slot_write(g->slot[i], 1);
	}
}

FIXTURE_SETUP(many_vms)
{
	int i;

	wp_knobs_restore();
	for (i = 0; i < VMS; i++)
		guest_init(&self->guest[i], i);
}

FIXTURE_TEARDOWN(many_vms)
{
	int i;

	for (i = 0; i < VMS; i++)
		wp_vm_destroy(self->guest[i].wvm);
}

static void *guest_rounds(void *arg)
{
	struct guest *g = arg;
	int i, round;

	for (i = 0; i < 2; i++)
		TEST_ASSERT(!wp_slot_log(g->slot[i], true), "log refused");
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < 2; i++)
			g->pages[i] += wp_slot_write_nth(g->slot[i], g->nth[i], round, NULL);
		for (i = 0; i < 2; i++)
			g->logged[i] += fetch_count(g->slot[i]);
	}
	return NULL;
}

static void expect_own_counts(struct __test_metadata *_metadata, const struct test_slot *slot,
			      uint64_t pages)
{
	EXPECT_EQ(pages, wp_stat(slot, "dirty_pages"));
	EXPECT_EQ(wp_served(pages), wp_stat(slot, "ptes_rewp"));
	EXPECT_EQ(wp_served(wp_slot_pages(slot)), wp_stat(slot, "ptes_wp"));
	EXPECT_EQ(wp_served(ROUNDS + 1), wp_stat(slot, "passes"));
}

TEST_F(many_vms, counts_per_vm)
{
	struct guest *g = self->guest, *end = g + VMS;
	int i;

	for (; g < end; g++)
		ASSERT_EQ(0, pthread_create(&g->thread, NULL, guest_rounds, g));
	for (g = self->guest; g < end; g++)
		pthread_join(g->thread, NULL);
	for (g = self->guest; g < end; g++)
		for (i = 0; i < 2; i++) {
			EXPECT_EQ(g->pages[i], g->logged[i]);
			expect_own_counts(_metadata, g->slot[i], g->pages[i]);
		}
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	return test_harness_run(argc, argv);
}
