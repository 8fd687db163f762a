// SPDX-License-Identifier: GPL-2.0
/*
 * Tests how the shim tells whether the host maps a guest's memory by large entries: for each kind
 * of memory, and for memory that the host has split, or has not got.
 */
#include <fcntl.h>
#include <sys/mman.h>

#include "harness.h"
#include "wp.h"

#define FILE_NAME	"/sys/kernel/debug/kvm_arm_wp_large"

FIXTURE(large)
{
	struct wp_vm *wvm;
	int fd;
};

FIXTURE_SETUP(large)
{
	self->fd = open(FILE_NAME, O_RDWR);
	ASSERT_LE(0, self->fd);
	self->wvm = wp_vm_create(1);
}

FIXTURE_TEARDOWN(large)
{
	wp_vm_destroy(self->wvm);
	close(self->fd);
}

/* Is memory at an offset in a slot mapped by an entry of a level, or a larger one? */
static bool is_large(const struct _test_data_large *self, const struct test_slot *slot,
		     uint64_t offset, int level)
{
	char text[64], answer;
	int len = snprintf(text, sizeof(text), "%d %llx %llx", self->wvm->vm->fd,
			   (unsigned long long)(slot->ipa + offset),
			   (unsigned long long)wp_block_size(level));

	TEST_ASSERT(write(self->fd, text, len) == len, "cannot ask");
	TEST_ASSERT(pread(self->fd, &answer, 1, 0) == 1, "no answer");
	return answer == '1';
}

TEST_F(large, small_pages)
{
	struct test_slot *slot = wp_slot_add(self->wvm, 1, WP_PAGES, WP_IPA, wp_block_size(2), 0);

	EXPECT_FALSE(is_large(self, slot, 0, 2));
	wp_slot_write(slot, 1);
	EXPECT_FALSE(is_large(self, slot, 0, 2));
	EXPECT_FALSE(is_large(self, slot, wp_page_size(), 2));
}

/* The host splits the second of three huge pages, and frees the third. */
TEST_F(large, huge_pages)
{
	struct test_slot *slot;
	uint64_t block = wp_block_size(2);

	if (wp_thp_missing())
		SKIP(return, "%s", wp_thp_missing());
	slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, 3 * block, 0);
	EXPECT_FALSE(is_large(self, slot, 0, 2));
	wp_slot_write(slot, 1);
	EXPECT_TRUE(is_large(self, slot, 0, 2));
	EXPECT_TRUE(is_large(self, slot, block + wp_page_size(), 2));
	EXPECT_FALSE(is_large(self, slot, 0, 1));

	ASSERT_EQ(0, madvise(slot->hva + block, wp_page_size(), MADV_DONTNEED));
	ASSERT_EQ(0, munmap(slot->hva + 2 * block, block));
	EXPECT_TRUE(is_large(self, slot, 0, 2));
	EXPECT_FALSE(is_large(self, slot, block, 2));
	EXPECT_FALSE(is_large(self, slot, block + wp_page_size(), 2));
	EXPECT_FALSE(is_large(self, slot, 2 * block, 2));
	EXPECT_FALSE(is_large(self, slot, 3 * block, 2));
}

TEST_F(large, hugetlb)
{
	struct test_slot *slot;
	int level;

	for (level = 2; level; level--) {
		const char *why = wp_block_missing(level, 1);

		if (why) {
			ksft_print_msg("level %d is not tested: %s\n", level, why);
			continue;
		}
		slot = wp_slot_add(self->wvm, level, level == 1 ? WP_HUGETLB_L1 : WP_HUGETLB_L2,
				   level * WP_IPA, wp_block_size(level), 0);
		wp_slot_fill(slot, 1);
		EXPECT_TRUE(is_large(self, slot, 0, 2));
		EXPECT_TRUE(is_large(self, slot, slot->size - wp_page_size(), level));
		EXPECT_EQ(level == 1, is_large(self, slot, 0, 1));
	}
}

int main(int argc, char **argv)
{
	if (access(FILE_NAME, F_OK))
		ksft_exit_skip("the module kvm_arm_wp_large is not loaded\n");
	wp_require(WP_NEED_MODULE);
	return test_harness_run(argc, argv);
}
