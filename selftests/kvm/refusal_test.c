// SPDX-License-Identifier: GPL-2.0
/*
 * Tests slots and changes that the module does not handle: it leaves them to
 * KVM and counts the reason.
 */
#include <fcntl.h>

#include "harness.h"
#include "wp.h"

#define BLOCKS	4
#define LOG	KVM_MEM_LOG_DIRTY_PAGES

FIXTURE(refusal)
{
	struct wp_vm *wvm;
};

FIXTURE_SETUP(refusal)
{
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
}

FIXTURE_TEARDOWN(refusal)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

static struct test_slot *add_slot(struct wp_vm *wvm, uint32_t flags)
{
	return wp_slot_add(wvm, 1, WP_THP, WP_IPA, BLOCKS * wp_block_size(2), flags);
}

/* The slot was only counted as skipped, with the reason. */
static void expect_skipped(struct __test_metadata *_metadata, const struct test_slot *slot,
			   const char *reason)
{
	EXPECT_EQ(1, wp_stat(slot, "skipped"));
	EXPECT_EQ(1, wp_stat(slot, reason));
	EXPECT_EQ(0, wp_stat(slot, "enables"));
	EXPECT_EQ(0, wp_stat(slot, "splits_l2"));
	EXPECT_EQ(0, wp_stat(slot, "table_pages"));
	EXPECT_EQ(0, wp_stat(slot, "failures"));
	EXPECT_EQ(0, wp_stat(slot, "last_error"));
}

/* Expect the same for a slot that was split and then deleted or moved. */
static void expect_gone(struct __test_metadata *_metadata, const struct test_slot *slot,
			const char *reason)
{
	char path[160];

	EXPECT_FALSE(wp_slot_dir(slot, path, sizeof(path)));
	EXPECT_EQ(-1, wp_slots_cell(slot, "pages"));
	EXPECT_EQ(1, wp_gone(slot->wvm, "slots"));
	EXPECT_EQ(1, wp_gone(slot->wvm, "skipped"));
	EXPECT_EQ(1, wp_gone(slot->wvm, reason));
	EXPECT_EQ(1, wp_gone(slot->wvm, "enables"));
	EXPECT_EQ(BLOCKS, wp_gone(slot->wvm, "splits_l2"));
	EXPECT_EQ(BLOCKS, wp_gone(slot->wvm, "table_pages"));
	EXPECT_EQ(0, wp_gone(slot->wvm, "failures"));
}

TEST_F(refusal, none)
{
	struct test_slot *slot = add_slot(self->wvm, 0);

	ASSERT_EQ(0, wp_knob_set("prepare", "none"));
	wp_slot_write(slot, 1);
	ASSERT_EQ(0, wp_slot_log(slot, true));
	EXPECT_EQ(BLOCKS, wp_slot_mapped_blocks(slot));
	expect_skipped(_metadata, slot, "skipped_none");
	EXPECT_EQ(0, wp_slot_check(slot, 1));
}

TEST_F(refusal, readonly)
{
	struct test_slot *slot = add_slot(self->wvm, KVM_MEM_READONLY);

	memset(slot->hva, 1, slot->size);
	wp_slot_read(slot);
	ASSERT_EQ(BLOCKS, wp_slot_mapped_blocks(slot));
	ASSERT_EQ(0, wp_slot_log(slot, true));
	EXPECT_EQ(BLOCKS, wp_slot_mapped_blocks(slot));
	expect_skipped(_metadata, slot, "skipped_readonly");
}

TEST_F(refusal, move)
{
	struct test_slot *slot = add_slot(self->wvm, 0);

	wp_slot_write(slot, 1);
	ASSERT_EQ(0, wp_slot_log(slot, true));
	ASSERT_EQ(0, wp_slot_ioctl(slot, LOG, slot->ipa + 512 * WP_MIB, slot->size));
	expect_gone(_metadata, slot, "skipped_move");
	EXPECT_EQ(0, wp_slot_check_host(slot, 1));
}

TEST_F(refusal, delete)
{
	struct test_slot *slot = add_slot(self->wvm, 0);

	wp_slot_write(slot, 1);
	ASSERT_EQ(0, wp_slot_log(slot, true));
	ASSERT_EQ(0, wp_slot_ioctl(slot, 0, slot->ipa, 0));
	expect_gone(_metadata, slot, "skipped_delete");
	EXPECT_EQ(0, wp_slot_check_host(slot, 1));
}

/*
 * Not refused, but there is nothing to split: KVM maps pages when the guest
 * accesses the slot.
 */
TEST_F(refusal, created_with_log)
{
	struct test_slot *slot = add_slot(self->wvm, LOG);

	EXPECT_EQ(1, wp_stat(slot, "enables"));
	EXPECT_EQ(0, wp_stat(slot, "splits_l2"));
	EXPECT_EQ(0, wp_stat(slot, "batches"));
	EXPECT_EQ(0, wp_stat(slot, "skipped"));
	wp_slot_write(slot, 1);
	EXPECT_EQ(0, wp_slot_mapped_blocks(slot));
	EXPECT_EQ(0, wp_slot_check(slot, 1));
}

/* Other changes of a slot are not counted. */
TEST_F(refusal, log_flag_unchanged)
{
	struct test_slot *slot = add_slot(self->wvm, 0);
	char path[160];

	wp_slot_write(slot, 1);
	ASSERT_EQ(0, wp_slot_log(slot, false));
	EXPECT_FALSE(wp_slot_dir(slot, path, sizeof(path)));
	EXPECT_EQ(BLOCKS, wp_slot_mapped_blocks(slot));

	ASSERT_EQ(0, wp_slot_log(slot, true));
	ASSERT_EQ(0, wp_slot_log(slot, true));
	ASSERT_EQ(0, wp_slot_log(slot, false));
	EXPECT_EQ(1, wp_stat(slot, "enables"));
	EXPECT_EQ(0, wp_stat(slot, "skipped"));
}

/* If KVM refuses a change, it does so before us, and we count no failure. */
TEST_F(refusal, kvm_refuses)
{
	struct test_slot *slot = add_slot(self->wvm, 0);
	char path[160];

	wp_slot_write(slot, 1);
	EXPECT_EQ(EINVAL, wp_slot_ioctl(slot, LOG, slot->ipa, slot->size / 2));
	EXPECT_EQ(EINVAL, wp_slot_ioctl(slot, LOG | KVM_MEM_READONLY, slot->ipa, slot->size));
	EXPECT_FALSE(wp_slot_dir(slot, path, sizeof(path)));
	EXPECT_EQ(BLOCKS, wp_slot_mapped_blocks(slot));
}

/*
 * Device memory: KVM refuses to log it. Any mapping without struct pages will
 * do; this one is the firmware's flash on the machine that usually runs these
 * tests.
 */
TEST_F(refusal, device)
{
	uint64_t size = wp_page_size();
	int fd = open("/dev/mem", O_RDWR);
	struct test_slot *slot;
	char path[160];
	void *hva;

	if (fd < 0)
		SKIP(return, "no /dev/mem");
	hva = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (hva == MAP_FAILED)
		SKIP(return, "cannot map physical address 0");
	slot = wp_slot_add_hva(self->wvm, 1, hva, WP_IPA, size, 0);
	EXPECT_EQ(EINVAL, wp_slot_log(slot, true));
	EXPECT_FALSE(wp_slot_dir(slot, path, sizeof(path)));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
