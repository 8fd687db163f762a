// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that the guest gets its blocks back some seconds after a log went off, that memory without
 * blocks costs it nothing, and that no page is lost if something happens meanwhile.
 */
#include <poll.h>
#include <sys/mman.h>

#include "guest.h"
#include "harness.h"
#include "wp.h"

/* The module looks at a log every 3 s, and recovers blocks at the second look. */
#define TIMEOUT	120
#define ALL_SET	(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)

/*
 * struct place - memory of a guest
 * @backing: kind of host memory
 * @level: of the blocks that map it; 0 if pages do
 * @blocks: number of these; without blocks, as much memory as that many level 2 blocks
 * @partly: the host takes a page from every other block, and makes small pages of the others
 */
struct place {
	enum wp_backing backing;
	int level;
	unsigned int blocks;
	bool partly;
};

static const struct place places[] = {
	{ .backing = WP_THP, .level = 2, .blocks = 4 },
	{ .backing = WP_THP, .level = 2, .blocks = 4, .partly = true },
	{ .backing = WP_HUGETLB_L2, .level = 2, .blocks = 2 },
	{ .backing = WP_HUGETLB_L1, .level = 1, .blocks = 1 },
	{ .backing = WP_PAGES, .blocks = 2 },
};

FIXTURE(recover)
{
	struct wp_vm *wvm;
	struct test_slot *slot[ARRAY_SIZE(places)];	/* slots of the guest, without gaps */
	const struct place *place[ARRAY_SIZE(places)];	/* what is behind them */
	size_t nr;
};

FIXTURE_VARIANT(recover)
{
	const char *recover;
	uint32_t manual;
};

/* QEMU's log: nothing is write-protected, so the guest can write to all of its memory. */
FIXTURE_VARIANT_ADD(recover, write)
{
	.recover = "write",
	.manual = ALL_SET,
};

/* The log was written to, so the guest can write to all of its memory again. */
FIXTURE_VARIANT_ADD(recover, write_after_round)
{
	.recover = "write",
};

FIXTURE_VARIANT_ADD(recover, access)
{
	.recover = "access",
	.manual = ALL_SET,
};

/* Afterwards the guest can write to all pages: no fault would bring the blocks back. */
static void measure(struct __test_metadata *_metadata, struct test_slot *slot, bool rounds)
{
	ASSERT_EQ(0, wp_slot_log(slot, true));
	if (rounds)
		wp_slot_write(slot, 2);
	ASSERT_EQ(0, wp_slot_log(slot, false));
}

static const char *place_missing(const struct place *place, bool rounds)
{
	switch (place->backing) {
	case WP_PAGES:
		return NULL;
	case WP_THP:
		return wp_thp_missing();
	case WP_HUGETLB_L1:
		if (rounds)
			return "faults of all pages of a large block take too long";
		fallthrough;
	default:
		return wp_block_missing(place->level, place->blocks);
	}
}

static void add_slots(struct _test_data_recover *self, bool rounds)
{
	uint64_t size;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		const char *why = place_missing(&places[i], rounds);

		if (why) {
			ksft_print_msg("not tested: memory %zu: %s\n", i, why);
			continue;
		}
		size = places[i].blocks * wp_block_size(places[i].level ?: 2);
		self->place[self->nr] = &places[i];
		self->slot[self->nr++] = wp_slot_add(self->wvm, i + 1, places[i].backing,
						     WP_IPA + i * WP_GIB, size, 0);
	}
}

static struct wp_vm *guest_new(uint32_t manual)
{
	struct wp_vm *wvm = wp_vm_create(1);

	if (manual)
		vm_enable_cap(wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, manual);
	return wvm;
}

static const char *choose(const char *recover)
{
	wp_knobs_restore();
	TEST_ASSERT(!wp_knob_set("verify", "1"), "cannot set verify");
	return wp_knob_set("recover", recover) ? "this host refuses the recoverer" : NULL;
}

FIXTURE_SETUP(recover)
{
	const char *why = choose(variant->recover);
	size_t i;

	if (why)
		SKIP(return, "%s", why);
	self->wvm = guest_new(variant->manual);
	add_slots(self, !variant->manual);
	for (i = 0; i < self->nr; i++)
		wp_slot_write(self->slot[i], 1);
}

FIXTURE_TEARDOWN(recover)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

static uint64_t tables(const struct test_slot *slot)
{
	return slot->size / wp_block_size(2);
}

static uint64_t blocks(const struct test_slot *slot, int level)
{
	struct wp_dump *dump = wp_dump_slot(slot);
	uint64_t nr = wp_dump_count(dump, level, 0, 0);

	free(dump);
	return nr;
}

/* Only counters tell how far the module is. */
static void wait_for(const struct test_slot *slot, int64_t recovered)
{
	while (wp_stat(slot, "recovered_tables") < recovered)
		poll(NULL, 0, 1);
}

static uint64_t take_pages(struct __test_metadata *_metadata, const struct test_slot *slot)
{
	uint64_t block = wp_block_size(2), at, taken = 0;

	for (at = 0; at < slot->size; at += 2 * block, taken++) {
		ASSERT_EQ(0, madvise(slot->hva + at, block, MADV_NOHUGEPAGE));
		ASSERT_EQ(0, madvise(slot->hva + at, wp_page_size(), MADV_DONTNEED));
	}
	return taken;
}

/*
 * The guest's first access to each block brings it back. There is no other fault, except in memory
 * that the host has taken: KVM has unmapped all of these blocks.
 */
static void expect_blocks(struct __test_metadata *_metadata, const struct test_slot *slot,
			  const struct place *place, uint64_t left, bool read)
{
	struct wp_faults *faults = wp_faults_open(slot->ipa, slot->size);
	uint64_t before = wp_faults_read(faults);
	uint64_t back = place->level ? place->blocks - left : 0;

	if (read && !left)
		wp_slot_read(slot);
	else
		wp_slot_write_every(slot, wp_block_size(2), 4);
	wp_slot_write(slot, 5);
	EXPECT_EQ(back + left * wp_block_pages(), wp_faults_read(faults) - before);
	wp_faults_close(faults);
	EXPECT_EQ(back, blocks(slot, place->level ?: 2));
	EXPECT_EQ(0, wp_slot_check(slot, 5));
	EXPECT_EQ(0, wp_slot_check_host(slot, 5));
}

TEST_F_TIMEOUT(recover, blocks_come_back, TIMEOUT)
{
	uint64_t left[ARRAY_SIZE(places)] = {}, nr;
	size_t i;

	for (i = 0; i < self->nr; i++) {
		measure(_metadata, self->slot[i], !variant->manual);
		EXPECT_EQ(0, blocks(self->slot[i], self->place[i]->level ?: 2));
		if (self->place[i]->partly)
			left[i] = take_pages(_metadata, self->slot[i]);
	}
	for (i = 0; i < self->nr; i++) {
		nr = self->place[i]->level ? tables(self->slot[i]) - left[i] : 0;
		wait_for(self->slot[i], nr);
		EXPECT_EQ(nr, wp_stat(self->slot[i], "recovered_tables"));
		EXPECT_EQ(0, wp_stat(self->slot[i], "recover_left_small"));
	}
	for (i = 0; i < self->nr; i++)
		expect_blocks(_metadata, self->slot[i], self->place[i], left[i],
			      !strcmp(variant->recover, "access"));
}

/* A guest with so many tables that recovering them takes many holds. */
#define MANY_BLOCKS	64
#define REAL_BLOCKS	2
#define NTH		16

FIXTURE(meanwhile)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
	unsigned long *expected;
};

FIXTURE_VARIANT(meanwhile)
{
	const char *recover;
};

FIXTURE_VARIANT_ADD(meanwhile, write) { .recover = "write" };
FIXTURE_VARIANT_ADD(meanwhile, access) { .recover = "access" };

FIXTURE_SETUP(meanwhile)
{
	const char *why = wp_block_missing(2, REAL_BLOCKS) ?: choose(variant->recover);

	if (why)
		SKIP(return, "%s", why);
	self->wvm = guest_new(ALL_SET);
	self->slot = wp_slot_add_repeated(self->wvm, 1, REAL_BLOCKS, WP_IPA,
					  MANY_BLOCKS * wp_block_size(2));
	ASSERT_NE(NULL, self->slot);
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	wp_slot_write_every(self->slot, wp_block_size(2), 1);
}

FIXTURE_TEARDOWN(meanwhile)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
	free(self->expected);
}

static void expect_round(struct __test_metadata *_metadata, struct _test_data_meanwhile *self,
			 uint64_t salt)
{
	uint64_t pages;

	wp_dirty_get(self->slot, self->bitmap);
	wp_dirty_clear(self->slot, self->bitmap);
	memset(self->expected, 0, wp_slot_pages(self->slot) / 8);
	pages = wp_slot_write_nth(self->slot, NTH, salt, self->expected);
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(pages, wp_bitmap_count(self->slot, self->bitmap));
	EXPECT_EQ(0, memcmp(self->expected, self->bitmap, wp_slot_pages(self->slot) / 8));
}

/* At once, in the middle of the pass, and after it. */
TEST_F_TIMEOUT(meanwhile, log_comes_on_again, TIMEOUT)
{
	const int64_t moments[] = { 0, 1, MANY_BLOCKS };
	int64_t before, now;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(moments); i++) {
		/* New mappings: the tables that a log's faults make are KVM's own. */
		wp_slot_forget(self->slot);
		wp_slot_write_every(self->slot, wp_block_size(2), 1);
		before = i ? wp_stat(self->slot, "recovered_tables") : 0;
		measure(_metadata, self->slot, false);
		wait_for(self->slot, before + moments[i]);
		ASSERT_EQ(0, wp_slot_log(self->slot, true));
		now = wp_stat(self->slot, "recovered_tables");
		TH_LOG("%lld tables recovered before the log came on again",
		       (long long)(now - before));
		expect_round(_metadata, self, 2 * i);
		expect_round(_metadata, self, 2 * i + 1);
		EXPECT_EQ(now, wp_stat(self->slot, "recovered_tables"));
		ASSERT_EQ(0, wp_slot_log(self->slot, false));
		EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
	}
}

/*
 * Two guests share the memory. While one logs, the module recovers the blocks of the other, which
 * ends then. At last the first one loses the slot.
 */
TEST_F_TIMEOUT(meanwhile, slot_and_vm_go, TIMEOUT)
{
	struct wp_vm *other = guest_new(ALL_SET);
	struct test_slot *slot = wp_slot_add_hva(other, 1, self->slot->hva, WP_IPA,
						 self->slot->size, 0);

	wp_slot_write_every(slot, wp_block_size(2), 1);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	measure(_metadata, slot, false);
	wait_for(slot, 1);
	/* The module looks at the older guest first. */
	EXPECT_EQ(0, wp_stat(self->slot, "recovered_tables"));
	wp_vm_destroy(other);

	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	wait_for(self->slot, 1);
	ASSERT_EQ(0, wp_slot_ioctl(self->slot, 0, self->slot->ipa, 0));
}

/* The host takes block after block while the module recovers them. */
TEST_F_TIMEOUT(meanwhile, host_takes_memory, TIMEOUT)
{
	struct test_slot taken = *self->slot;
	uint64_t salt = 2;

	taken.size = REAL_BLOCKS * wp_block_size(2);
	measure(_metadata, self->slot, false);
	wait_for(self->slot, 1);
	while (taken.hva < self->slot->hva + self->slot->size) {
		wp_slot_forget(&taken);
		wp_slot_fill(self->slot, ++salt);
		EXPECT_EQ(0, wp_slot_check(self->slot, salt));
		taken.hva += taken.size;
		taken.ipa += taken.size;
	}
	TH_LOG("%lld tables recovered", (long long)wp_stat(self->slot, "recovered_tables"));
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
