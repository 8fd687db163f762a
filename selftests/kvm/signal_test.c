// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that a fatal signal ends a long prepare. A process that shares memory
 * and files with this one makes the ioctl, so that KVM accepts it as the VM's
 * owner; killing it leaves the guest alive.
 */
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "harness.h"
#include "wp.h"

/*
 * Map a little host memory many times: many blocks to split, few huge pages
 * needed.
 */
#define REAL_BLOCKS	2
#define SLOT_BLOCKS	4096
#define STACK_SIZE	(64 * 1024)

FIXTURE(signal)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	uint8_t *stack;
};

FIXTURE_SETUP(signal)
{
	const char *why = wp_block_missing(2, REAL_BLOCKS);

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->stack = malloc(STACK_SIZE);
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add_repeated(self->wvm, 1, REAL_BLOCKS, WP_IPA,
					  SLOT_BLOCKS * wp_block_size(2));
	wp_slot_fill(self->slot, 1);
}

FIXTURE_TEARDOWN(signal)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->stack);
}

/*
 * Shares the parent's memory including errno, so it must not touch the C
 * library's state.
 */
static int enable_log(void *arg)
{
	struct test_slot *slot = arg;
	struct kvm_userspace_memory_region region = {
		.slot = slot->id,
		.flags = KVM_MEM_LOG_DIRTY_PAGES,
		.guest_phys_addr = slot->ipa,
		.memory_size = slot->size,
		.userspace_addr = (uintptr_t)slot->hva,
	};

	ioctl(slot->wvm->vm->fd, KVM_SET_USER_MEMORY_REGION, &region);
	return 0;
}

static bool ended(pid_t pid, int *status)
{
	return waitpid(pid, status, WNOHANG) == pid;
}

/*
 * Kill the process once its ioctl has done a few batches. Returns the process's
 * exit status.
 */
static int kill_while_splitting(struct test_slot *slot, uint8_t *stack)
{
	pid_t pid = clone(enable_log, stack + STACK_SIZE, CLONE_VM | CLONE_FILES | SIGCHLD, slot);
	int status = 0;

	TEST_ASSERT(pid > 0, "no process to make the ioctl");
	while (wp_stat(slot, "batches") < 3)
		if (ended(pid, &status))
			return status;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return status;
}

/*
 * Count wrong words as seen by the guest, through the first mapping of its
 * memory, and by the host.
 */
static uint64_t wrong_words(const struct test_slot *slot, uint64_t salt)
{
	struct test_slot view = *slot;

	view.size = slot->period;
	return wp_slot_check(&view, salt) + wp_slot_check_host(&view, salt);
}

TEST_F(signal, ends_the_ioctl)
{
	int status = kill_while_splitting(self->slot, self->stack);

	ASSERT_TRUE(WIFSIGNALED(status)) {
		TH_LOG("the ioctl ended before the signal");
	}
	EXPECT_EQ(SIGKILL, WTERMSIG(status));
	EXPECT_EQ(1, wp_stat(self->slot, "failures"));
	EXPECT_EQ(EINTR, wp_stat(self->slot, "last_error"));
	EXPECT_EQ(0, wp_stat(self->slot, "enables"));
	EXPECT_LT(0, wp_stat(self->slot, "splits_l2"));
	EXPECT_GT(SLOT_BLOCKS, wp_stat(self->slot, "splits_l2"));
}

TEST_F(signal, guest_keeps_running)
{
	ASSERT_TRUE(WIFSIGNALED(kill_while_splitting(self->slot, self->stack)));
	EXPECT_EQ(0, wrong_words(self->slot, 1));
	wp_slot_fill(self->slot, 2);
	EXPECT_EQ(0, wrong_words(self->slot, 2));
}

TEST_F(signal, retry_succeeds)
{
	struct test_slot part = *self->slot;
	struct wp_dump *dump;

	ASSERT_TRUE(WIFSIGNALED(kill_while_splitting(self->slot, self->stack)));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(1, wp_stat(self->slot, "enables"));
	EXPECT_EQ(1, wp_stat(self->slot, "failures"));
	EXPECT_EQ(SLOT_BLOCKS, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(SLOT_BLOCKS, wp_stat(self->slot, "table_pages"));

	part.size = 4 * self->slot->period;
	part.ipa += self->slot->size - part.size;
	dump = wp_dump_slot(&part);
	EXPECT_EQ(wp_slot_pages(&part), wp_dump_count(dump, 3, 0, WP_S2_W));
	free(dump);
	EXPECT_EQ(0, wrong_words(self->slot, 1));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
