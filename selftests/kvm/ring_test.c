// SPDX-License-Identifier: GPL-2.0
/*
 * Tests the dirty ring with its bitmap: a vCPU's writes are in its ring, KVM's
 * own writes are in the bitmap, and protecting their pages again counts like
 * any other round.
 */
#include "fault.h"
#include "gic_v3.h"
#include "harness.h"
#include "migrate.h"
#include "vgic.h"

#define SIZE	(2048 * wp_page_size())
#define MEMORY	migrate_size(32 * WP_MIB)
#define ROUNDS	6

FIXTURE(ring)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
	unsigned long *expected;
	int its;
};

/*
 * Create an interrupt controller, before the guest runs. Returns -1 if this
 * host has none.
 */
static int its_create(struct kvm_vm *vm)
{
	int gic = vgic_v3_setup(vm, 1, 64);

	if (gic < 0)
		return -1;
	close(gic);
	return vgic_its_setup(vm);
}

FIXTURE_SETUP(ring)
{
	const char *why = wp_ring_missing();

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create_ring(1, WP_RING_ENTRIES);
	self->its = its_create(self->wvm->vm);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, SIZE, 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
}

FIXTURE_TEARDOWN(ring)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	if (self->its >= 0)
		close(self->its);
	free(self->bitmap);
	free(self->expected);
}

/*
 * The ring lists each page that the guest wrote once. The bitmap does not list
 * them.
 */
static void expect_in_ring(struct __test_metadata *_metadata, struct _test_data_ring *self,
			   uint64_t pages)
{
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(0, wp_bitmap_count(self->slot, self->bitmap));
	EXPECT_EQ(pages, wp_ring_harvest(self->slot, self->bitmap));
	EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
}

/*
 * Number of holds of mmu_lock in a reset. KVM takes the lock once per group:
 * consecutive entries within 64 pages from the first.
 */
static uint64_t holds(uint64_t pages, uint64_t nth)
{
	uint64_t in_group = 63 / nth + 1;

	return (pages + in_group - 1) / in_group;
}

TEST_F(ring, each_page_once)
{
	static const uint64_t nth[] = { 3, 3, 65, 512, 1, 7 };
	struct wp_round was;
	uint64_t pages;
	int i;

	for (i = 0; i < ARRAY_SIZE(nth); i++) {
		was = wp_round_begin(self->slot);
		pages = wp_slot_write_nth(self->slot, nth[i], i, self->expected);
		expect_in_ring(_metadata, self, pages);
		EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 0, 0, pages));

		was = wp_round_begin(self->slot);
		EXPECT_EQ(pages, wp_ring_reset(self->wvm));
		was.holds += wp_served(holds(pages, nth[i]) - 1);
		EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 1, pages, 0));
	}
}

/*
 * Ring entries alternate between two slots; the counters must not be mixed up.
 */
TEST_F(ring, alternating_slots)
{
	struct test_slot *other = wp_slot_add(self->wvm, 2, WP_THP, WP_IPA + SIZE, SIZE, 0);
	uint64_t page, pages = 100, size = wp_page_size();
	struct wp_call call = { .fn = wp_guest_write, .size = size, .stride = size };
	struct wp_round was, others;

	wp_slot_write(other, 1);
	ASSERT_EQ(0, wp_slot_log(other, true));
	was = wp_round_begin(self->slot);
	others = wp_round_begin(other);
	for (page = 0; page < pages; page++) {
		call.ipa = self->slot->ipa + page * size;
		wp_call(self->wvm, 0, &call);
		call.ipa = other->ipa + page * size;
		wp_call(self->wvm, 0, &call);
	}
	EXPECT_EQ(pages, wp_ring_harvest(self->slot, self->bitmap));
	EXPECT_EQ(2 * pages, wp_ring_reset(self->wvm));
	/* KVM takes mmu_lock each time the slot changes. */
	was.holds += wp_served(pages - 1);
	others.holds += wp_served(pages - 1);
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 1, pages, pages));
	EXPECT_EQ(0, wp_round_wrong(other, &others, 1, pages, pages));
}

/* Until the reset, further writes to a page do not list it again. */
TEST_F(ring, page_listed_once_until_reset)
{
	uint64_t pages = wp_slot_write_nth(self->slot, 5, 2, self->expected);
	struct wp_round was;

	expect_in_ring(_metadata, self, pages);
	was = wp_round_begin(self->slot);
	wp_slot_write_nth(self->slot, 5, 3, self->expected);
	EXPECT_EQ(0, wp_ring_harvest(self->slot, self->bitmap));
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 0, 0, 0));

	EXPECT_EQ(pages, wp_ring_reset(self->wvm));
	was = wp_round_begin(self->slot);
	EXPECT_EQ(0, wp_ring_reset(self->wvm));
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 0, 0, 0));
}

/*
 * KVM saves the interrupt controller's collection table to guest memory while
 * no vCPU runs. That is one page, and only the bitmap can list it.
 */
TEST_F(ring, kvm_writes_are_in_the_bitmap)
{
	uint64_t baser = GITS_BASER_VALID | self->slot->ipa;
	struct wp_round was;

	if (self->its < 0)
		SKIP(return, "no GICv3 for the guest");
	kvm_device_attr_set(self->its, KVM_DEV_ARM_VGIC_GRP_ITS_REGS,
			    GITS_BASER + sizeof(baser), &baser);
	was = wp_round_begin(self->slot);
	kvm_device_attr_set(self->its, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_ITS_SAVE_TABLES,
			    NULL);
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 0, 0, 1));
	EXPECT_EQ(0, wp_ring_harvest(self->slot, self->bitmap));

	/*
	 * The guest has not written the page: its entry was not writable before
	 * the round, nor is it after.
	 */
	was = wp_round_begin(self->slot);
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(1, wp_bitmap_count(self->slot, self->bitmap));
	EXPECT_TRUE(wp_bitmap_test(self->bitmap, 0));
	EXPECT_EQ(0, wp_round_wrong(self->slot, &was, 1, 0, 0));
}

FIXTURE(migration)
{
	struct migration *m;
};

FIXTURE_SETUP(migration)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2,
		.backing = WP_THP,
		.size = MEMORY,
		.rounds = ROUNDS,
		.ring = true,
		.reached = migrate_wait_for_faults,
	};
	const char *why = wp_ring_missing();

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->m = migrate_start(&plan);
	ASSERT_NE(NULL, self->m);
}

FIXTURE_TEARDOWN(migration)
{
	migrate_end(self->m);
}

TEST_F(migration, copy_equals_memory)
{
	uint64_t pages = wp_slot_pages(self->m->slot);

	ASSERT_EQ(0, migrate_run(self->m));
	EXPECT_EQ(0, migrate_compare(self->m));
	/* A log that lists every page in every round would pass, too. */
	EXPECT_LT(self->m->sent, pages * (ROUNDS + 2));
	EXPECT_GT(self->m->sent, pages);
	EXPECT_LE(wp_served(1), wp_stat(self->m->slot, "ptes_rewp"));
	EXPECT_LE(wp_faults_are_fast(), wp_stat(self->m->slot, "faults_fast"));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	return test_harness_run(argc, argv);
}
