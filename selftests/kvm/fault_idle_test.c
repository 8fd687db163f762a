// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that a log that stays on, and that nobody reads, does not keep KVM's fault handler hooked:
 * every stage-2 fault of every VM comes through the hook.
 */
#include <poll.h>

#include "harness.h"
#include "wp.h"

#define BLOCKS	2

/* The module unhooks the handler 60 to 120 s after the last use of a log. */
#define TIMEOUT	240

/* Nothing reports that the handler was unhooked, so look now and then. */
static void wait_until_unhooked(void)
{
	while (wp_faults_hooked())
		poll(NULL, 0, 500);
}

FIXTURE(fault_idle)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

FIXTURE_SETUP(fault_idle)
{
	wp_knobs_restore();
	wp_faults_choose_fast();
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add(self->wvm, 1, WP_PAGES, WP_IPA, BLOCKS * wp_block_size(2), 0);
	ASSERT_NE(NULL, self->slot);
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_faults_ready();
}

FIXTURE_TEARDOWN(fault_idle)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
}

/* The guest writes each page. Returns how many of the faults were fast. */
static int64_t fast_writes(struct _test_data_fault_idle *self, uint64_t salt)
{
	int64_t before = wp_stat(self->slot, "faults_fast");

	wp_slot_write(self->slot, salt);
	return wp_stat(self->slot, "faults_fast") - before;
}

/* The log lists all pages. */
static void expect_round(struct __test_metadata *_metadata, struct _test_data_fault_idle *self,
			 uint64_t salt)
{
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(wp_slot_pages(self->slot), wp_bitmap_count(self->slot, self->bitmap));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, salt));
}

TEST_F_TIMEOUT(fault_idle, unhooked_until_next_round, TIMEOUT)
{
	int64_t pages = wp_slot_pages(self->slot);

	EXPECT_EQ(pages, fast_writes(self, 2));
	expect_round(_metadata, self, 2);
	wait_until_unhooked();

	/* KVM handles these faults, and the log is none the worse for it. */
	EXPECT_EQ(0, fast_writes(self, 3));
	EXPECT_FALSE(wp_faults_hooked());
	expect_round(_metadata, self, 3);

	/* Reading the log has hooked the handler again. */
	wp_faults_ready();
	EXPECT_EQ(pages, fast_writes(self, 4));
	expect_round(_metadata, self, 4);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	wp_faults_require();
	return test_harness_run(argc, argv);
}
