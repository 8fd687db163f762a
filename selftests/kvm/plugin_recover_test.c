// SPDX-License-Identifier: GPL-2.0
/*
 * Tests recoverers that another module registers: their callback is used, and the
 * guest gets its blocks back. A pass keeps the recoverer with which it began, and
 * its module cannot be unloaded until the pass ends.
 *
 * Loads the test module itself: run it with that module unloaded.
 */
#include <poll.h>

#include "kmod.h"
#include "harness.h"
#include "plugin.h"
#include "wp.h"

#define REAL_BLOCKS	2

/*
 * A guest whose log was on. Its blocks are more than a pass can recover within two
 * seconds if the recoverer is slow.
 */
#define LOST_BLOCKS	512

FIXTURE(lost)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
};

FIXTURE_SETUP(lost)
{
	const char *why = wp_block_missing(2, REAL_BLOCKS);

	if (why)
		SKIP(return, "%s", why);
	wp_plugin_remove();
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add_repeated(self->wvm, 1, REAL_BLOCKS, WP_IPA,
					  LOST_BLOCKS * wp_block_size(2));
	wp_slot_write_every(self->slot, wp_block_size(2), 1);
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
}

FIXTURE_TEARDOWN(lost)
{
	wp_plugin_remove();
	wp_vm_destroy(self->wvm);
	wp_plugin_remove();
}

/* A counter is all that tells what the module does in the background. */
static void wait_while(const struct test_slot *slot, const char *counter)
{
	while (wp_stat(slot, counter))
		poll(NULL, 0, 100);
}

/* The first page of each block is writable afterwards, so that a write to it does not fault. */
static void lose_blocks(struct __test_metadata *_metadata, struct _test_data_lost *self,
			const char *recoverer)
{
	ASSERT_EQ(0, wp_knob_set("recover", recoverer));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(1, wp_stat(self->slot, "log_on"));
	EXPECT_EQ(0, wp_stat(self->slot, "recover_pending"));
	wp_slot_write_every(self->slot, wp_block_size(2), 2);
	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	wait_while(self->slot, "log_on");
	EXPECT_EQ(1, wp_stat(self->slot, "recover_pending"));
}

static void wait_until_recovered(const struct test_slot *slot)
{
	wait_while(slot, "recover_pending");
	TEST_ASSERT(!wp_stat(slot, "log_on"), "the log is off");
}

static void write_last_pages(const struct test_slot *slot, uint64_t salt)
{
	struct wp_call write = wp_slot_call(slot, wp_guest_write, salt);

	write.ipa += wp_block_size(2) - wp_page_size();
	write.size -= wp_block_size(2) - wp_page_size();
	write.stride = wp_block_size(2);
	wp_call(slot->wvm, 0, &write);
}

/* Our own recoverer would fold the tables at the write to their first pages. */
TEST_F(lost, recovered_by_last_page)
{
	lose_blocks(_metadata, self, "last-page");
	wait_until_recovered(self->slot);
	EXPECT_EQ(LOST_BLOCKS, wp_plugin_counter("last_page_tables"));
	EXPECT_EQ(LOST_BLOCKS, wp_stat(self->slot, "recovered_tables"));
	wp_slot_write_every(self->slot, wp_block_size(2), 3);
	EXPECT_EQ(0, wp_slot_mapped_blocks(self->slot));
	write_last_pages(self->slot, 4);
	EXPECT_EQ(LOST_BLOCKS, wp_slot_mapped_blocks(self->slot));
}

TEST_F(lost, recovered_by_unmapping)
{
	struct wp_dump *dump;

	lose_blocks(_metadata, self, "unmapped");
	wait_until_recovered(self->slot);
	EXPECT_EQ(LOST_BLOCKS, wp_plugin_counter("unmapped_tables"));
	EXPECT_EQ(LOST_BLOCKS, wp_stat(self->slot, "recovered_tables"));
	dump = wp_dump_slot(self->slot);
	EXPECT_EQ(0, dump->nr);
	free(dump);
	wp_slot_read(self->slot);
	EXPECT_EQ(LOST_BLOCKS, wp_slot_mapped_blocks(self->slot));
}

TEST_F(lost, pass_keeps_its_recoverer)
{
	wp_plugin_hold(true);
	lose_blocks(_metadata, self, "last-page");
	while (!wp_plugin_counter("last_page_tables"))
		sched_yield();
	ASSERT_EQ(0, wp_knob_set("recover", "write"));
	/* The reference of the pass. */
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));
	EXPECT_EQ(1, wp_stat(self->slot, "recover_pending"));

	wp_plugin_hold(false);
	wait_until_recovered(self->slot);
	EXPECT_EQ(LOST_BLOCKS, wp_plugin_counter("last_page_tables"));
	while (wp_plugin_references())
		sched_yield();
	EXPECT_EQ(0, wp_module_unload(WP_PLUGIN));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	if (!wp_module_exists(WP_PLUGIN)) {
		ksft_print_header();
		ksft_exit_skip("cannot find the module " WP_PLUGIN "\n");
	}
	return test_harness_run(argc, argv);
}
