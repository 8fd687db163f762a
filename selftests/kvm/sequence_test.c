// SPDX-License-Identifier: GPL-2.0
/*
 * Tests slots that are created and deleted while a log is on: a slot created
 * with its log on while the guest writes to others, and a slot deleted while a
 * dirty ring holds entries of it.
 */
#include "copy.h"
#include "harness.h"
#include "wp.h"

#define PAGES		(1024 + 37)	/* whole blocks and a part of one */
#define OLDER		2		/* slots that log from the start */
#define NEWER		4		/* slots created with their log on */
#define WRITES		512		/* of a vCPU between two log reads */

/*
 * struct mirror - a slot and its copy
 * @slot: the slot
 * @copy: its memory as transferred by the logs
 * @bitmap: the latest log
 * @logged: pages in all logs so far
 */
struct mirror {
	struct test_slot *slot;
	uint8_t *copy;
	unsigned long *bitmap;
	uint64_t logged;
};

static void mirror_begin(struct mirror *m, struct test_slot *slot)
{
	m->slot = slot;
	m->copy = wp_copy_alloc(slot);
	m->bitmap = wp_bitmap_alloc(slot);
	m->logged = 0;
}

static void mirror_end(struct mirror *m)
{
	wp_copy_free(m->slot, m->copy);
	free(m->bitmap);
}

static uint64_t mirror_read(struct mirror *m)
{
	uint64_t dirty;

	wp_dirty_get(m->slot, m->bitmap);
	dirty = wp_copy_dirty(m->slot, m->copy, m->bitmap);
	m->logged += dirty;
	return dirty;
}

/* Each slot begins where the previous one ends, in the middle of a block. */
static struct test_slot *add_slot(struct wp_vm *wvm, int nth, uint32_t flags)
{
	uint64_t size = PAGES * wp_page_size();

	return wp_slot_add(wvm, 1 + nth, WP_THP, WP_IPA + nth * size, size, flags);
}

/*
 * The guest writes to slots whose log is on, each with its own vCPU, while
 * further slots are created.
 */
FIXTURE(newer)
{
	struct wp_vm *wvm;
	struct mirror older[OLDER];
	struct mirror newer[NEWER];
	struct wp_call *call[OLDER];
};

FIXTURE_VARIANT(newer)
{
	const char *prepare;
};

FIXTURE_VARIANT_ADD(newer, split)
{
	.prepare = "split",
};

FIXTURE_VARIANT_ADD(newer, none)
{
	.prepare = "none",
};

/* Runs in the guest: writes random pages until told to stop. */
static uint64_t guest_scatter(struct wp_call *call)
{
	uint64_t n, page, seed = call->salt;

	for (n = 1; !__atomic_load_n(&call->stop, __ATOMIC_ACQUIRE); n++) {
		page = wp_random(&seed) % (call->size / call->stride);
		WRITE_ONCE(*(uint64_t *)(call->ipa + page * call->stride), n);
		__atomic_store_n(&call->progress, n, __ATOMIC_RELEASE);
	}
	return n;
}

static void wait_for_writes(const struct _test_data_newer *self)
{
	int i;

	for (i = 0; i < OLDER; i++) {
		uint64_t *progress = &self->call[i]->progress;
		uint64_t until = __atomic_load_n(progress, __ATOMIC_ACQUIRE) + WRITES;

		while (__atomic_load_n(progress, __ATOMIC_ACQUIRE) < until)
			sched_yield();
	}
}

static void begin_older(struct mirror *m, struct test_slot *slot)
{
	mirror_begin(m, slot);
	wp_slot_write(slot, 1);
	wp_slot_log(slot, true);
	wp_copy_all(slot, m->copy);
}

static void start_writing(struct _test_data_newer *self)
{
	struct wp_call call;
	int i;

	for (i = 0; i < OLDER; i++) {
		call = wp_slot_call(self->older[i].slot, guest_scatter, 1 + i);
		self->call[i] = wp_call_start(self->wvm, i, &call);
	}
	wait_for_writes(self);
}

FIXTURE_SETUP(newer)
{
	int i;

	wp_knobs_restore();
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
	self->wvm = wp_vm_create(OLDER + 1);
	for (i = 0; i < OLDER; i++)
		begin_older(&self->older[i], add_slot(self->wvm, i, 0));
	start_writing(self);
}

FIXTURE_TEARDOWN(newer)
{
	int i;

	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	for (i = 0; i < OLDER; i++)
		mirror_end(&self->older[i]);
	for (i = 0; i < NEWER; i++)
		mirror_end(&self->newer[i]);
}

/*
 * The slot has no mappings when it is created, so prepare has nothing to do and
 * no block is ever mapped.
 */
static void add_newer(struct __test_metadata *_metadata, struct _test_data_newer *self, int nth)
{
	bool prepares = !wp_knob_is("prepare", "none");
	struct mirror *m = &self->newer[nth];

	mirror_begin(m, add_slot(self->wvm, OLDER + nth, KVM_MEM_LOG_DIRTY_PAGES));
	EXPECT_EQ(prepares ? PAGES : 0, wp_stat(m->slot, "prepared_pages"));
	EXPECT_EQ(0, wp_stat(m->slot, "dirty_pages"));
	EXPECT_EQ(0, wp_stat(m->slot, "ptes_wp"));
}

/*
 * Writes to a new slot. Exactly these writes must appear in the slot's log and
 * its counters, and in those of no other slot.
 */
static void write_newer(struct __test_metadata *_metadata, struct _test_data_newer *self, int nth,
			uint64_t stride)
{
	uint64_t dirty = (PAGES + stride - 1) / stride;
	struct mirror *m = &self->newer[nth];
	struct wp_call call = wp_slot_call(m->slot, wp_guest_write, 2 + nth);
	struct wp_round was = wp_round_begin(m->slot);

	call.stride = stride * wp_page_size();
	wp_call(self->wvm, OLDER, &call);
	EXPECT_EQ(0, wp_round_wrong(m->slot, &was, 0, 0, dirty));
	was = wp_round_begin(m->slot);
	EXPECT_EQ(dirty, mirror_read(m));
	EXPECT_EQ(0, wp_round_wrong(m->slot, &was, 1, dirty, 0));
}

static void read_older(struct _test_data_newer *self)
{
	int i;

	for (i = 0; i < OLDER; i++)
		mirror_read(&self->older[i]);
}

/*
 * All pages that were marked dirty are in a log, and the copy made from the
 * logs equals the memory.
 */
static void expect_complete(struct __test_metadata *_metadata, struct mirror *m)
{
	mirror_read(m);
	EXPECT_EQ(m->logged, wp_stat(m->slot, "dirty_pages"));
	EXPECT_EQ(0, wp_copy_differs(m->slot, m->copy));
}

TEST_F(newer, loses_no_page)
{
	int i, j;

	for (i = 0; i < NEWER; i++) {
		add_newer(_metadata, self, i);
		for (j = 0; j <= i; j++)
			write_newer(_metadata, self, j, 5 + (i + j) % 3);
		wait_for_writes(self);
		read_older(self);
	}
	for (i = 0; i < OLDER; i++)
		wp_call_join(self->wvm, i);
	for (i = 0; i < OLDER; i++) {
		expect_complete(_metadata, &self->older[i]);
		EXPECT_EQ(wp_served(1 + NEWER + 1), wp_stat(self->older[i].slot, "passes"));
	}
	for (i = 0; i < NEWER; i++)
		expect_complete(_metadata, &self->newer[i]);
}

/*
 * A slot is deleted after its ring entries were harvested but before they are
 * reset. A new slot with the same number, if any, is smaller. KVM applies the
 * entries to the slot that has the number at the time of the reset: it skips
 * groups that reach beyond that slot's end and protects the others.
 */
FIXTURE(reused)
{
	struct wp_vm *wvm;
	struct mirror gone;
	struct mirror next;
};

/* KVM protects consecutive entries within this many pages at once. */
#define GROUP		64
#define NEXT_PAGES	(8 * GROUP + 37)

FIXTURE_SETUP(reused)
{
	const char *why = wp_ring_missing();

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create_ring(1, WP_RING_ENTRIES);
	mirror_begin(&self->gone, add_slot(self->wvm, 0, 0));
	wp_slot_write(self->gone.slot, 1);
	ASSERT_EQ(0, wp_slot_log(self->gone.slot, true));
}

FIXTURE_TEARDOWN(reused)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	mirror_end(&self->gone);
	mirror_end(&self->next);
}

/*
 * Create the new slot at the IPA of the deleted one, so that the old entries
 * match it.
 */
static void add_next(struct _test_data_reused *self, uint32_t flags)
{
	const struct test_slot *gone = self->gone.slot;

	mirror_begin(&self->next, wp_slot_add(self->wvm, gone->id, WP_THP, gone->ipa,
					      NEXT_PAGES * wp_page_size(), flags));
}

static uint64_t collect_ring(struct mirror *m)
{
	wp_dirty_get(m->slot, m->bitmap);
	wp_ring_harvest(m->slot, m->bitmap);
	return wp_copy_dirty(m->slot, m->copy, m->bitmap);
}

/* Put the whole slot into the ring and harvest it. */
static void delete_with_entries(struct __test_metadata *_metadata, struct mirror *gone)
{
	wp_slot_write(gone->slot, 2);
	ASSERT_EQ(PAGES, wp_ring_harvest(gone->slot, gone->bitmap));
	ASSERT_EQ(0, wp_slot_ioctl(gone->slot, 0, gone->slot->ipa, 0));
}

/* From here on the new slot behaves like any other. */
static void expect_like_any(struct __test_metadata *_metadata, struct _test_data_reused *self)
{
	struct mirror *next = &self->next;
	int salt;

	for (salt = 5; salt < 8; salt++) {
		wp_slot_write(next->slot, salt);
		EXPECT_EQ(NEXT_PAGES, collect_ring(next));
		EXPECT_EQ(NEXT_PAGES, wp_ring_reset(self->wvm));
		EXPECT_EQ(0, wp_copy_differs(next->slot, next->copy));
	}
}

/*
 * The new slot's own entries come after the old ones and are not harvested yet:
 * they stay in the ring. A page that the reset protected is listed twice when
 * it is written again.
 */
TEST_F(reused, by_a_smaller_slot)
{
	uint64_t whole = NEXT_PAGES / GROUP * GROUP;
	struct mirror *next = &self->next;
	struct wp_round was;

	delete_with_entries(_metadata, &self->gone);
	add_next(self, KVM_MEM_LOG_DIRTY_PAGES);
	wp_slot_write(next->slot, 3);
	was = wp_round_begin(next->slot);
	ASSERT_EQ(PAGES, wp_ring_reset(self->wvm));
	was.holds += wp_served(NEXT_PAGES / GROUP - 1);
	EXPECT_EQ(0, wp_round_wrong(next->slot, &was, 1, whole, 0));

	was = wp_round_begin(next->slot);
	wp_slot_write(next->slot, 4);
	EXPECT_EQ(0, wp_round_wrong(next->slot, &was, 0, 0, whole));
	EXPECT_EQ(NEXT_PAGES, collect_ring(next));
	EXPECT_EQ(0, wp_copy_differs(next->slot, next->copy));
	EXPECT_EQ(NEXT_PAGES + whole, wp_ring_reset(self->wvm));
	expect_like_any(_metadata, self);
}

/*
 * Without a log no write can be lost: KVM protects the pages that it finds, and
 * the guest keeps running.
 */
TEST_F(reused, by_slot_without_log)
{
	delete_with_entries(_metadata, &self->gone);
	add_next(self, 0);
	wp_slot_write(self->next.slot, 3);
	ASSERT_EQ(PAGES, wp_ring_reset(self->wvm));
	EXPECT_EQ(0, wp_slot_check(self->next.slot, 3));
	wp_slot_write(self->next.slot, 4);
	EXPECT_EQ(0, wp_slot_check(self->next.slot, 4));
	ASSERT_EQ(0, wp_slot_log(self->next.slot, true));
	expect_like_any(_metadata, self);
}

TEST_F(reused, after_the_reset)
{
	delete_with_entries(_metadata, &self->gone);
	ASSERT_EQ(PAGES, wp_ring_reset(self->wvm));
	add_next(self, KVM_MEM_LOG_DIRTY_PAGES);
	expect_like_any(_metadata, self);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	return test_harness_run(argc, argv);
}
