// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that our code and KVM's code do the same to the same table: after each
 * step all leaves are identical, whatever the memory is like.
 *
 * A scenario runs with takeover=0 and then with takeover=1, on the same guest
 * memory. The memory is unmapped in between, so that even the physical
 * addresses are the same. The comparison covers all bits. The access flag would
 * differ if hardware set it or reclaim cleared it, but KVM maps with the flag
 * set, and the memory is locked against reclaim.
 */
#include <inttypes.h>

#include "harness.h"
#include "wp.h"

#define BLOCKS	6
#define MANUAL	(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)
#define STEPS	24

/*
 * struct history - states of the table in a scenario
 * @nr: number of steps
 * @dump: the slot's leaves after each step
 */
struct history {
	int nr;
	struct wp_dump *dump[STEPS];
};

FIXTURE(differential)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
	struct history kvm;
	struct history ours;
};

static void record(struct history *history, const struct test_slot *slot)
{
	TEST_ASSERT(history->nr < STEPS, "too many steps");
	history->dump[history->nr++] = wp_dump_slot(slot);
}

static void forget(struct history *history)
{
	while (history->nr)
		free(history->dump[--history->nr]);
}

/*
 * Memory layout (set up once) and how the guest maps it (before each scenario).
 */
static struct test_slot part_of(const struct test_slot *slot, uint64_t first_block, uint64_t blocks)
{
	struct test_slot part = *slot;

	part.ipa += first_block * wp_block_size(2);
	part.hva += first_block * wp_block_size(2);
	part.size = blocks * wp_block_size(2);
	return part;
}

/*
 * One block with scattered missing pages, one missing altogether, one in pages.
 * map_mixture() makes one more read-only. The first and the last stay whole and
 * writable.
 */
static void lay_out_mixture(const struct test_slot *slot)
{
	struct test_slot holes = part_of(slot, 1, 1), hole = part_of(slot, 2, 1);
	struct test_slot pages = part_of(slot, 3, 1);
	uint64_t off;

	madvise(pages.hva, pages.size, MADV_DONTNEED);
	madvise(pages.hva, pages.size, MADV_NOHUGEPAGE);
	memset(pages.hva, 1, pages.size);
	/*
	 * Keep the kernel from collapsing these pages into a huge page again.
	 */
	madvise(holes.hva, holes.size, MADV_NOHUGEPAGE);
	for (off = 0; off < holes.size; off += 7 * wp_page_size())
		madvise(holes.hva + off, wp_page_size(), MADV_DONTNEED);
	madvise(hole.hva, hole.size, MADV_DONTNEED);
}

/* In the block with holes, one page in seven stays unmapped. */
static void map_mixture(const struct test_slot *slot)
{
	struct test_slot first = part_of(slot, 0, 1), holes = part_of(slot, 1, 1);
	struct test_slot pages = part_of(slot, 3, 1), readonly = part_of(slot, 4, 1);
	struct test_slot last = part_of(slot, 5, 1);
	struct wp_call call = {
		.fn = wp_guest_write, .size = 6 * wp_page_size(), .stride = wp_page_size(),
	};

	wp_slot_write(&first, 1);
	for (call.ipa = holes.ipa + wp_page_size(); call.ipa + call.size <= holes.ipa + holes.size;
	     call.ipa += 7 * wp_page_size())
		wp_call(slot->wvm, 0, &call);
	wp_slot_write(&pages, 1);
	TEST_ASSERT(!mprotect(readonly.hva, readonly.size, PROT_READ), "mprotect");
	wp_slot_read(&readonly);
	wp_slot_write(&last, 1);
}

/*
 * The guest writes scattered pages in those parts that are writable in both
 * layouts.
 */
static void write_scattered(const struct test_slot *slot, int round)
{
	struct test_slot first = part_of(slot, 0, 1), pages = part_of(slot, 3, 1);

	wp_slot_write_every(&first, (3 + 2 * round) * wp_page_size(), round);
	wp_slot_write_every(&pages, (64 - round) * wp_page_size(), round);
}

/* The scenarios. */
static void enable(struct history *history, struct test_slot *slot)
{
	TEST_ASSERT(!wp_slot_log(slot, true), "log refused");
	record(history, slot);
}

static void run_get(struct history *history, struct test_slot *slot, unsigned long *bitmap)
{
	int round;

	enable(history, slot);
	for (round = 0; round < 4; round++) {
		write_scattered(slot, round);
		record(history, slot);
		wp_dirty_get(slot, bitmap);
		record(history, slot);
	}
}

static void clear_some(const struct test_slot *slot, unsigned long *bitmap,
		       uint64_t first, uint64_t nr, uint64_t nth)
{
	uint64_t page;

	wp_bitmap_clear(slot, bitmap);
	for (page = 0; page < nr; page += nth)
		wp_bitmap_set(bitmap, page);
	wp_dirty_clear_range(slot, bitmap, first, nr);
}

static void run_clear(struct history *history, struct test_slot *slot, unsigned long *bitmap)
{
	/* The first two numbers are for blocks of 512 pages. */
	static const struct {
		uint64_t first, nr, nth;
	} clear[] = {
		{ 0, 64, 1 }, { 128, 192, 5 }, { 512, 512, 1 }, { 448, 128, 1 }, { 1472, 64, 63 },
		{ 1536, 1024, 64 }, { 2048, 512, 2 }, { 2496, 576, 3 }, { 0, BLOCKS * 512, 1 },
	};
	uint64_t unit = wp_block_pages() / 512;
	int i;

	enable(history, slot);
	for (i = 0; i < ARRAY_SIZE(clear); i++) {
		clear_some(slot, bitmap, clear[i].first * unit, clear[i].nr * unit, clear[i].nth);
		record(history, slot);
		write_scattered(slot, i);
	}
	record(history, slot);
}

FIXTURE_VARIANT(differential)
{
	const char *prepare;
	bool pages;
	bool mixture;
	bool clears;
	int eager;	/* level of a block of the chunk's size */
};

/* Defaults: whole blocks, log read with GET, no work in prepare. */
#define SCENARIO(name, ...) \
	FIXTURE_VARIANT_ADD(differential, name) { __VA_ARGS__ }

SCENARIO(blocks_get, .prepare = "none");
SCENARIO(blocks_clear, .prepare = "none", .clears = true);
SCENARIO(pages_get, .prepare = "none", .pages = true);
SCENARIO(pages_clear, .prepare = "none", .pages = true, .clears = true);
SCENARIO(mixture_get, .prepare = "none", .mixture = true);
SCENARIO(mixture_clear, .prepare = "none", .mixture = true, .clears = true);
SCENARIO(split_mixture_get, .prepare = "split", .mixture = true);
SCENARIO(split_mixture_clear, .prepare = "split", .mixture = true, .clears = true);
SCENARIO(protect_mixture_get, .prepare = "protect", .mixture = true);
/* KVM's own eager split compared with ours. */
SCENARIO(eager_blocks_get, .prepare = "none", .eager = 2);
SCENARIO(eager_l1_blocks_get, .prepare = "none", .eager = 1);
SCENARIO(eager_mixture_get, .prepare = "none", .mixture = true, .eager = 2);
SCENARIO(eager_mixture_clear, .prepare = "none", .mixture = true, .clears = true, .eager = 2);

FIXTURE_SETUP(differential)
{
	const char *why = variant->eager ? wp_eager_missing(wp_block_size(variant->eager)) : NULL;

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	if (variant->eager)
		wp_vm_split_eagerly(self->wvm, wp_block_size(variant->eager));
	if (variant->clears)
		vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, MANUAL);
	self->slot = wp_slot_add(self->wvm, 1, variant->pages ? WP_PAGES : WP_THP, WP_IPA,
				 BLOCKS * wp_block_size(2), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	memset(self->slot->hva, 1, self->slot->size);
	if (variant->mixture)
		lay_out_mixture(self->slot);
	wp_slot_keep_young(self->slot);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
}

FIXTURE_TEARDOWN(differential)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	forget(&self->kvm);
	forget(&self->ours);
	free(self->bitmap);
}

/* Each scenario starts from the same state, the first entry of its history. */
static void play(struct history *history, struct _test_data_differential *self,
		 const struct _fixture_variant_differential *variant)
{
	wp_slot_forget(self->slot);
	if (variant->mixture)
		map_mixture(self->slot);
	else
		wp_slot_write(self->slot, 1);
	record(history, self->slot);
	if (variant->clears)
		run_clear(history, self->slot, self->bitmap);
	else
		run_get(history, self->slot, self->bitmap);
	TEST_ASSERT(!wp_slot_log(self->slot, false), "cannot switch the log off");
}

/* Returns the number of leaves that differ and prints the first one. */
static size_t differences(const struct wp_dump *kvm, const struct wp_dump *ours, int step)
{
	size_t i, n = kvm->nr > ours->nr ? kvm->nr - ours->nr : ours->nr - kvm->nr;

	for (i = 0; i < kvm->nr && i < ours->nr; i++) {
		const struct wp_leaf *a = &kvm->leaf[i], *b = &ours->leaf[i];

		if (!wp_leaf_same(a, b) && !n++)
			fprintf(stderr, "# step %d: KVM has %" PRIx64 " level %d %" PRIx64
				", we have %" PRIx64 " level %d %" PRIx64 "\n", step,
				a->ipa, a->level, a->desc, b->ipa, b->level, b->desc);
	}
	return n;
}

static void compare(struct __test_metadata *_metadata, const struct history *kvm,
		    const struct history *ours)
{
	int i;

	ASSERT_EQ(kvm->nr, ours->nr);
	ASSERT_NE(0, kvm->dump[0]->nr);
	for (i = 0; i < kvm->nr; i++)
		EXPECT_EQ(0, differences(kvm->dump[i], ours->dump[i], i));
}

static void kvm_against(struct __test_metadata *_metadata, struct _test_data_differential *self,
			const struct _fixture_variant_differential *variant,
			const char *protector, const char *splitter)
{
	int64_t passes;

	ASSERT_EQ(0, wp_knob_set("takeover", "0"));
	play(&self->kvm, self, variant);
	passes = wp_stat(self->slot, "passes");
	EXPECT_EQ(0, passes);

	ASSERT_EQ(0, wp_knob_set("takeover", "1"));
	ASSERT_EQ(0, wp_knob_set("protector", protector));
	ASSERT_EQ(0, wp_knob_set("splitter", splitter));
	play(&self->ours, self, variant);
	EXPECT_LT(passes, wp_stat(self->slot, "passes"));
	compare(_metadata, &self->kvm, &self->ours);
}

TEST_F(differential, inplace)
{
	kvm_against(_metadata, self, variant, "inplace", "inplace");
}

TEST_F(differential, swap)
{
	if (!wp_knob_has("protector", "swap") || !wp_knob_has("splitter", "prebuild"))
		SKIP(return, "no strategies swap and prebuild");
	kvm_against(_metadata, self, variant, "swap", "prebuild");
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP | WP_NEED_TAKEOVER);
	return test_harness_run(argc, argv);
}
