// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that our replacements keep the contract of KVM functions: for
 * ranges that no ioctl can produce, and caches of any size, both return the
 * same result and leave the same table.
 *
 * Each request is made twice on the same guest memory, which is mapped anew in
 * between: with takeover=0, then with takeover=1, through the test module
 * kvm_arm_wp_call. The expected return values of KVM are listed here, so that
 * the test notices when KVM changes. The knobs choose protector and splitter.
 */
#include <errno.h>

#include "call.h"
#include "harness.h"
#include "wp.h"

#define MANUAL		(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)
#define PLENTY		16	/* more than the number of blocks */

/*
 * The first slot ends where a level 2 table ends. The next slot begins there.
 * After a gap comes one more slot. The last slot ends at the end of the address
 * space.
 */
#define SLOT_BLOCKS	6
#define NEXT_BLOCKS	2
#define AFTER_BLOCKS	1

FIXTURE(contract)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	struct test_slot *next;
	struct test_slot *after;
	struct test_slot *top;
	uint64_t limit;
};

static struct test_slot *add(struct wp_vm *wvm, int id, uint64_t ipa, uint64_t blocks)
{
	struct test_slot *slot = wp_slot_add(wvm, id, WP_THP, ipa, blocks * wp_block_size(2), 0);

	memset(slot->hva, 1, slot->size);
	return slot;
}

/* Two pages stay unmapped: nothing touches them. */
static void make_pages(const struct test_slot *slot, uint64_t block)
{
	uint8_t *hva = slot->hva + block * wp_block_size(2);

	madvise(hva, wp_block_size(2), MADV_DONTNEED);
	madvise(hva, wp_block_size(2), MADV_NOHUGEPAGE);
	memset(hva, 1, wp_block_size(2));
	madvise(hva + 3 * wp_page_size(), 2 * wp_page_size(), MADV_DONTNEED);
}

FIXTURE_SETUP(contract)
{
	uint64_t block = wp_block_size(2), base;
	const char *why = wp_thp_missing();

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, MANUAL);
	self->limit = BIT_ULL(self->wvm->ipa_bits);
	base = (WP_IPA / wp_block_size(1) + 1) * wp_block_size(1) - SLOT_BLOCKS * block;
	self->slot = add(self->wvm, 1, base, SLOT_BLOCKS);
	self->next = add(self->wvm, 2, base + SLOT_BLOCKS * block, NEXT_BLOCKS);
	self->after = add(self->wvm, 3, base + (SLOT_BLOCKS + NEXT_BLOCKS + 1) * block,
			  AFTER_BLOCKS);
	self->top = add(self->wvm, 4, self->limit - block, 1);
	make_pages(self->slot, 2);
	madvise(self->slot->hva + 3 * block, block, MADV_DONTNEED);
	make_pages(self->next, 1);
	wp_slot_keep_young(self->slot);
	wp_slot_keep_young(self->next);
	wp_slot_keep_young(self->after);
	wp_slot_keep_young(self->top);
	ASSERT_EQ(0, wp_knob_set("prepare", "none"));
}

FIXTURE_TEARDOWN(contract)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

static void touch(const struct test_slot *slot, uint64_t block, uint64_t first, uint64_t pages,
		  uint64_t (*fn)(struct wp_call *call))
{
	const struct wp_call call = {
		.fn = fn, .stride = wp_page_size(), .size = pages * wp_page_size(),
		.ipa = slot->ipa + block * wp_block_size(2) + first * wp_page_size(),
	};

	wp_call(slot->wvm, 0, &call);
}

static void map_pages(const struct test_slot *slot, uint64_t block)
{
	uint64_t last = wp_block_pages() - 4;

	touch(slot, block, 0, 3, wp_guest_write);
	touch(slot, block, 5, 3, wp_guest_write);
	touch(slot, block, last, 4, wp_guest_write);
}

/*
 * First slot: two blocks, one block's range in pages with gaps and a read-only
 * page, a hole, a read-only block, a block. Next slot: a block, and one block's
 * range in pages. The others: a block each.
 */
static void map_all(struct _test_data_contract *self)
{
	uint64_t block = wp_block_size(2);

	wp_slot_forget(self->slot);
	wp_slot_forget(self->next);
	wp_slot_forget(self->after);
	wp_slot_forget(self->top);
	/*
	 * Call mprotect() first: the kernel may also unmap pages around the
	 * protected page.
	 */
	TEST_ASSERT(!mprotect(self->slot->hva + 2 * block + 8 * wp_page_size(), wp_page_size(),
			      PROT_READ), "mprotect");
	TEST_ASSERT(!mprotect(self->slot->hva + 4 * block, block, PROT_READ), "mprotect");
	touch(self->slot, 0, 0, 1, wp_guest_write);
	touch(self->slot, 1, 0, 1, wp_guest_write);
	map_pages(self->slot, 2);
	touch(self->slot, 4, 0, 1, wp_guest_read);
	touch(self->slot, 2, 8, 1, wp_guest_read);
	touch(self->slot, 5, 0, 1, wp_guest_write);
	touch(self->next, 0, 0, 1, wp_guest_write);
	map_pages(self->next, 1);
	touch(self->after, 0, 0, 1, wp_guest_write);
	touch(self->top, 0, 0, 1, wp_guest_write);
}

/*
 * Only a slot whose log is or was on has a record. A pass counts once per
 * round.
 */
static void log_all(struct _test_data_contract *self, bool on)
{
	TEST_ASSERT(!wp_slot_log(self->slot, on), "log refused");
	TEST_ASSERT(!wp_slot_log(self->top, on), "log refused");
}

static int64_t passes(struct _test_data_contract *self)
{
	return wp_stat(self->slot, "passes") + wp_stat(self->top, "passes");
}

static void play(struct _test_data_contract *self, const char *takeover, const char *function,
		 const struct wp_request *request, unsigned int pages, struct wp_outcome *out)
{
	uint64_t block = wp_block_size(2);

	TEST_ASSERT(!wp_knob_set("takeover", takeover), "takeover=%s", takeover);
	map_all(self);
	log_all(self, true);
	out->passes = -passes(self);
	wp_call_kvm(self->wvm, function, request, pages, out);
	out->passes += passes(self);
	out->dump[0] = wp_dump(self->wvm, self->slot->ipa - block,
			       self->after->ipa + self->after->size + 2 * block - self->slot->ipa);
	out->dump[1] = wp_dump(self->wvm, self->top->ipa - block, 2 * block);
	log_all(self, false);
}

/* Returns the number of table pages that KVM used. */
static unsigned int compare(struct __test_metadata *_metadata, struct _test_data_contract *self,
			    const char *function, const struct wp_request *request,
			    unsigned int pages)
{
	struct wp_outcome kvm, ours;
	int i;

	play(self, "0", function, request, pages, &kvm);
	play(self, "1", function, request, pages, &ours);
	EXPECT_EQ(0, wp_outcomes_differ(request, &kvm, &ours));
	EXPECT_EQ(kvm.left, ours.left) TH_LOG("%s", request->what);
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(0, wp_dumps_differ(kvm.dump[i], ours.dump[i]))
			TH_LOG("%s", request->what);
		free(kvm.dump[i]);
		free(ours.dump[i]);
	}
	return pages - kvm.left;
}

/*
 * In this list a "block" is one of the first slot's. The last block ends with
 * the slot.
 */
#define REQUESTS 26

static void list_requests(const struct _test_data_contract *self, struct wp_request *list)
{
	const uint64_t block = wp_block_size(2), page = wp_page_size(), half = block / 2;
	const uint64_t slot = self->slot->ipa, end = slot + self->slot->size;
	const uint64_t gap = self->after->ipa - block, limit = self->limit;
	const struct wp_request requests[REQUESTS] = {
		{ "the slot", slot, self->slot->size, 0, true },
		{ "nothing", slot, 0, 0, false },
		{ "nothing, inside a page", slot + 1, 0, 0, false },
		{ "one byte", slot, 1, 0, true },
		{ "the last byte of a page", slot + 2 * block + page - 1, 1, 0, true },
		{ "bytes across two pages", slot + 2 * block + page - 8, 16, 0, true },
		{ "bytes across two blocks", slot + block - 8, 16, 0, true },
		{ "a page and a byte", slot + 2 * block, page + 1, 0, true },
		{ "a block from its 2nd byte", slot + 1, block, 0, true },
		{ "a block and a byte", slot, block + 1, 0, true },
		{ "the middle of a block", slot + half, 3 * page, 0, true },
		{ "the last page of a block", slot + block - page, page, 0, true },
		{ "from half of a block to half of another", slot + half, 5 * block, 0, true },
		{ "from half of a block into pages", slot + block + half, block, 0, true },
		{ "the last page of a table", slot + 3 * block - page, page, 0, true },
		{ "pages around missing ones", slot + 2 * block + 2 * page, 4 * page, 0, true },
		{ "a hole", slot + 3 * block + page, page, 0, true },
		{ "from the hole into a read-only block", slot + 4 * block - page, 2 * page,
		  0, true },
		{ "across the slot's end", end - half, block, 0, true },
		{ "from the slot across the next and a gap", slot + block, 9 * block, 0, true },
		{ "from before the slot", slot - page, 2 * page, 0, false },
		{ "from a gap into a slot", gap + half, block, 0, false },
		{ "a gap", gap, page, 0, false },
		{ "the last page of all", limit - page, page, 0, true },
		{ "the last byte of all", limit - 1, 1, 0, true },
		{ "the last block from half of it", limit - half, half, 0, true },
	};

	memcpy(list, requests, sizeof(requests));
}

#define BAD_REQUESTS 9

/*
 * Ranges that are not inside the table's address space, or that are empty or
 * wrap around.
 */
static void list_bad_requests(const struct _test_data_contract *self, struct wp_request *list)
{
	const uint64_t page = wp_page_size(), limit = self->limit, slot = self->slot->ipa;
	const struct wp_request requests[BAD_REQUESTS] = {
		{ "the last page and one more", limit - page, 2 * page, ERANGE, false },
		{ "the last page and a byte", limit - page, page + 1, ERANGE, false },
		{ "beyond the end", limit + page, page, ERANGE, false },
		{ "right behind the end", limit, page, ERANGE, false },
		{ "nothing, at the end", limit, 0, 0, false },
		{ "from the slot beyond the end", slot, limit, ERANGE, false },
		{ "around all addresses, to below the slot", slot, page - slot, 0, false },
		{ "all bytes there can be", slot, UINT64_MAX, 0, false },
		{ "the last page of all addresses", -page, page, ERANGE, false },
	};

	memcpy(list, requests, sizeof(requests));
}

static void list_all(const struct _test_data_contract *self, struct wp_request *list)
{
	list_requests(self, list);
	list_bad_requests(self, list + REQUESTS);
}

/*
 * Check that blocks are mapped: without huge pages the test would not test
 * blocks.
 */
static void expect_blocks(struct __test_metadata *_metadata, struct _test_data_contract *self)
{
	struct wp_dump *dump;

	map_all(self);
	dump = wp_dump_slot(self->slot);
	ASSERT_EQ(3, wp_dump_count(dump, 2, WP_S2_W, 0));
	ASSERT_EQ(1, wp_dump_count(dump, 2, 0, WP_S2_W));
	ASSERT_EQ(10, wp_dump_count(dump, 3, WP_S2_W, 0));
	ASSERT_EQ(1, wp_dump_count(dump, 3, 0, WP_S2_W));
	free(dump);
}

TEST_F(contract, wrprotect)
{
	struct wp_request list[REQUESTS + BAD_REQUESTS];
	int i;

	expect_blocks(_metadata, self);
	list_all(self, list);
	for (i = 0; i < ARRAY_SIZE(list); i++)
		compare(_metadata, self, "wrprotect", &list[i], 0);
}

/* Split with spare table pages, then with one page too few, then with none. */
TEST_F(contract, split)
{
	struct wp_request list[REQUESTS + BAD_REQUESTS];
	const char *why = wp_eager_missing(wp_block_size(2));
	unsigned int used;
	int i;

	if (why)
		SKIP(return, "%s", why);

	expect_blocks(_metadata, self);
	list_all(self, list);
	for (i = 0; i < ARRAY_SIZE(list); i++) {
		used = compare(_metadata, self, "split", &list[i], PLENTY);
		if (used) {
			list[i].ret = ENOMEM;
			compare(_metadata, self, "split", &list[i], used - 1);
		}
		if (used != 1)
			compare(_metadata, self, "split", &list[i], 0);
	}
}

int main(int argc, char **argv)
{
	wp_call_kvm_require();
	return test_harness_run(argc, argv);
}
