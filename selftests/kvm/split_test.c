// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that blocks become pages when the dirty log is enabled, and that this
 * spares the guest the faults on which KVM would split them later.
 */
#include <linux/compiler.h>
#include <sched.h>

#include "harness.h"
#include "wp.h"

/*
 * Enough blocks to distinguish one fault per block from one fault per page,
 * with any page size.
 */
#define PART_BLOCKS	2

FIXTURE(split)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	struct test_slot part;
	struct wp_faults *faults;
};

FIXTURE_VARIANT(split)
{
	enum wp_backing backing;
	int level;
	unsigned int blocks;
};

FIXTURE_VARIANT_ADD(split, thp)
{
	.backing = WP_THP,
	.level = 2,
	.blocks = 8,
};

FIXTURE_VARIANT_ADD(split, hugetlb_l2)
{
	.backing = WP_HUGETLB_L2,
	.level = 2,
	.blocks = 8,
};

FIXTURE_VARIANT_ADD(split, hugetlb_l1)
{
	.backing = WP_HUGETLB_L1,
	.level = 1,
	.blocks = 1,
};

FIXTURE_SETUP(split)
{
	uint64_t block = wp_block_size(variant->level);
	const char *why = variant->backing == WP_THP ? NULL :
			  wp_block_missing(variant->level, variant->blocks);

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add(self->wvm, 1, variant->backing, WP_IPA,
				 variant->blocks * block, 0);
	ASSERT_NE(NULL, self->slot);
	self->part = *self->slot;
	self->part.size = PART_BLOCKS * wp_block_size(2);
	self->faults = wp_faults_open(self->slot->ipa, self->slot->size);
	wp_slot_write_every(self->slot, wp_block_size(2), 1);
}

FIXTURE_TEARDOWN(split)
{
	wp_faults_close(self->faults);
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

static uint64_t faults_during(const struct wp_faults *faults,
			      void (*touch)(const struct test_slot *slot),
			      const struct test_slot *slot)
{
	uint64_t before = wp_faults_read(faults);

	touch(slot);
	return wp_faults_read(faults) - before;
}

static void write_all(const struct test_slot *slot)
{
	wp_slot_write(slot, 2);
}

static void write_once_per_block(const struct test_slot *slot)
{
	wp_slot_write_every(slot, wp_block_size(2), 2);
}

TEST_F(split, blocks_become_pages)
{
	struct wp_dump *before = wp_dump_slot(self->slot), *after;

	wp_slot_write(self->slot, 1);
	ASSERT_EQ(variant->blocks, before->nr);
	ASSERT_EQ(variant->blocks, wp_dump_count(before, variant->level, WP_S2_W, 0));

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	after = wp_dump_slot(self->slot);
	EXPECT_EQ(wp_slot_pages(self->slot), after->nr);
	EXPECT_EQ(wp_slot_pages(self->slot), wp_dump_count(after, 3, 0, WP_S2_W));
	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 1));
	free(before);
	free(after);
}

/*
 * At most one flush for each block, one for each swapped table, and KVM's own.
 */
static int64_t most_flushes(const struct test_slot *slot)
{
	int64_t swapped = wp_stat(slot, "tables_swapped");

	return wp_stat(slot, "splits_l1") + wp_stat(slot, "splits_l2") + 1 +
	       (swapped > 0 ? swapped : 0);
}

TEST_F(split, counters)
{
	uint64_t l1 = variant->level == 1 ? variant->blocks : 0;
	uint64_t l2 = wp_slot_blocks(self->slot, 2);
	uint64_t pages = wp_slot_pages(self->slot);

	ASSERT_EQ(-1, wp_stat(self->slot, "enables"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(2, wp_stat(self->slot, "version"));
	EXPECT_EQ(1, wp_stat(self->slot, "enables"));
	EXPECT_EQ(0, wp_stat(self->slot, "failures"));
	EXPECT_EQ(l1, wp_stat(self->slot, "splits_l1"));
	EXPECT_EQ(l2, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(l1 + l2, wp_stat(self->slot, "table_pages"));
	EXPECT_EQ(wp_takes_over() ? pages : 0, wp_stat(self->slot, "ptes_wp"));
	EXPECT_EQ(0, wp_stat(self->slot, "stragglers"));
	EXPECT_EQ(0, wp_stat(self->slot, "skipped"));
	EXPECT_LT(0, wp_stat(self->slot, "batches"));
	EXPECT_LT(0, wp_stat(self->slot, "lock_hold_ns_max"));
	EXPECT_LT(0, wp_stat(self->slot, "tlb_flushes"));
	EXPECT_LT(0, wp_stat(self->slot, "tlb_flush_ns_max"));
	EXPECT_LE(wp_stat(self->slot, "tlb_flush_ns_max"),
		  wp_stat(self->slot, "tlb_flush_ns_total"));
	EXPECT_LE(wp_stat(self->slot, "tlb_flushes"), most_flushes(self->slot));
}

TEST_F(split, slots_table)
{
	int64_t total = wp_slots_cell(NULL, "splits_l2");

	ASSERT_LE(0, total);
	ASSERT_EQ(-1, wp_slots_cell(self->slot, "splits_l2"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(self->slot->ipa, wp_slots_cell(self->slot, "ipa"));
	EXPECT_EQ(wp_slot_pages(self->slot), wp_slots_cell(self->slot, "pages"));
	EXPECT_EQ(1, wp_slots_cell(self->slot, "enables"));
	EXPECT_EQ(wp_slot_blocks(self->slot, 2), wp_slots_cell(self->slot, "splits_l2"));
	EXPECT_EQ(wp_stat(self->slot, "table_pages"), wp_slots_cell(self->slot, "table_pages"));
	EXPECT_EQ(total + (int64_t)wp_slot_blocks(self->slot, 2),
		  wp_slots_cell(NULL, "splits_l2"));
}

TEST_F(split, only_first_writes_fault)
{
	uint64_t pages = wp_slot_pages(&self->part);

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(wp_slot_blocks(&self->part, 2),
		  faults_during(self->faults, write_once_per_block, &self->part));
	EXPECT_EQ(0, faults_during(self->faults, wp_slot_read, &self->part));
	EXPECT_EQ(pages - wp_slot_blocks(&self->part, 2),
		  faults_during(self->faults, write_all, &self->part));
	EXPECT_EQ(0, faults_during(self->faults, write_all, &self->part));
}

/*
 * Runs in the guest: writes a word in each page, over and over, until told to
 * stop.
 */
static uint64_t guest_write_on(struct wp_call *call)
{
	uint64_t off, n = 0;

	for (off = 0; !READ_ONCE(call->stop); off += call->stride) {
		uint64_t at = call->ipa + off;

		WRITE_ONCE(*(uint64_t *)at, wp_pattern(at, call->salt));
		WRITE_ONCE(call->progress, ++n);
		if (off + call->stride == call->size)
			off = -call->stride;
	}
	return n;
}

/*
 * A vCPU that accesses a block while it is broken maps the block again, over
 * the new table. With one large block this happens every time. The ioctl must
 * end nevertheless and leave no block behind. If it happens again at commit,
 * when the log is already on, the vCPU maps only one page: KVM then replaces
 * one of the smaller blocks that the large one was split into.
 */
TEST_F(split, terminates_while_guest_writes)
{
	struct wp_call call = wp_slot_call(self->slot, guest_write_on, 1);
	uint64_t taken_apart = variant->level == 1 ? wp_block_pages() - 1 : 0;
	struct wp_call *running;
	struct wp_dump *after;

	wp_slot_write(self->slot, 1);
	running = wp_call_start(self->wvm, 0, &call);
	while (READ_ONCE(running->progress) < wp_slot_blocks(self->slot, 2))
		sched_yield();
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	after = wp_dump_slot(self->slot);
	EXPECT_EQ(after->nr, wp_dump_count(after, 3, 0, 0));
	EXPECT_GE(after->nr + taken_apart, wp_slot_pages(self->slot));
	wp_call_join(self->wvm, 0);
	EXPECT_EQ(0, wp_slot_check(self->slot, 1));
	TH_LOG("%lld stragglers", (long long)wp_stat(self->slot, "stragglers"));
	free(after);
}

/*
 * Check the faults of stock KVM, so that the tests above are known to count the
 * right events.
 */
TEST_F(split, stock_kvm_faults_on_reads)
{
	uint64_t blocks = wp_slot_blocks(&self->part, 2);

	ASSERT_EQ(0, wp_knob_set("prepare", "none"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(blocks, faults_during(self->faults, write_once_per_block, &self->part));
	EXPECT_EQ(wp_slot_pages(&self->part) - blocks,
		  faults_during(self->faults, wp_slot_read, &self->part));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP | WP_NEED_FAULTS);
	return test_harness_run(argc, argv);
}
