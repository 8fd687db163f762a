// SPDX-License-Identifier: GPL-2.0
/*
 * Tests memory that a VMM write-protects with userfaultfd while the log is on,
 * as a background snapshot does. The guest's write waits until the VMM
 * unprotects the page: the log does not list the page before the write, and
 * lists it after.
 */
#include <linux/userfaultfd.h>
#include <poll.h>
#include <unistd.h>

#include "harness.h"
#include "uffd.h"
#include "wp.h"

#define BLOCKS		2
#define ROUNDS		3
#define LOOK_MS		100	/* poll interval while waiting for the guest */

FIXTURE(uffd)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
	unsigned long *expected;
	uint64_t *words;	/* the guest's latest word in each page */
	int fd;
};

FIXTURE_VARIANT(uffd)
{
	const char *prepare;
	enum wp_backing backing;
	bool log_first;
};

FIXTURE_VARIANT_ADD(uffd, split_thp_log_first)
{
	.prepare = "split",
	.backing = WP_THP,
	.log_first = true,
};

FIXTURE_VARIANT_ADD(uffd, split_thp_log_second)
{
	.prepare = "split",
	.backing = WP_THP,
};

FIXTURE_VARIANT_ADD(uffd, none_thp_log_second)
{
	.prepare = "none",
	.backing = WP_THP,
};

FIXTURE_VARIANT_ADD(uffd, split_pages_log_first)
{
	.prepare = "split",
	.backing = WP_PAGES,
	.log_first = true,
};

/* Returns the address of a write that waits. */
static uint64_t uffd_read(int fd)
{
	struct uffd_msg msg;

	TEST_ASSERT(read(fd, &msg, sizeof(msg)) == sizeof(msg), "no message");
	TEST_ASSERT(msg.event == UFFD_EVENT_PAGEFAULT &&
		    msg.arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WP,
		    "event %u, flags %#llx", msg.event,
		    (unsigned long long)msg.arg.pagefault.flags);
	return msg.arg.pagefault.address & ~(wp_page_size() - 1);
}

static uint64_t *word(const struct test_slot *slot, uint64_t page)
{
	return (uint64_t *)(slot->hva + page * wp_page_size());
}

static uint64_t pattern(const struct test_slot *slot, uint64_t page, uint64_t salt)
{
	return wp_pattern(slot->ipa + page * wp_page_size(), salt);
}

static void write_all(const struct test_slot *slot, uint64_t *words)
{
	uint64_t page;

	wp_slot_write(slot, 1);
	for (page = 0; page < wp_slot_pages(slot); page++)
		words[page] = pattern(slot, page, 1);
}

FIXTURE_SETUP(uffd)
{
	const char *why = variant->backing == WP_THP ? wp_thp_missing() : NULL;

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->fd = wp_uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add(self->wvm, 1, variant->backing, WP_IPA,
				 BLOCKS * wp_block_size(2), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	self->words = calloc(wp_slot_pages(self->slot), sizeof(uint64_t));
	ASSERT_NE(NULL, self->words);
	write_all(self->slot, self->words);
	wp_uffd_register(self->fd, self->slot->hva, self->slot->size, UFFDIO_REGISTER_MODE_WP);
}

FIXTURE_TEARDOWN(uffd)
{
	/* Close it first: this wakes a guest that still waits. */
	close(self->fd);
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
	free(self->expected);
	free(self->words);
}

/* The log lists exactly the pages written since it was last read. */
static void expect_logged(struct __test_metadata *_metadata, struct _test_data_uffd *self)
{
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
	wp_bitmap_clear(self->slot, self->expected);
}

static void expect_write(struct _test_data_uffd *self, uint64_t page, uint64_t salt)
{
	self->words[page] = pattern(self->slot, page, salt);
	wp_bitmap_set(self->expected, page);
}

/*
 * Wait until the guest's write to this page waits; returns false if the write
 * went through.
 */
static bool guest_waits(const struct _test_data_uffd *self, uint64_t page)
{
	struct pollfd message = { .fd = self->fd, .events = POLLIN };
	uint64_t *at = word(self->slot, page);

	while (!poll(&message, 1, LOOK_MS))
		if (READ_ONCE(*at) != self->words[page])
			return false;
	return uffd_read(self->fd) == (uintptr_t)at && READ_ONCE(*at) == self->words[page];
}

/*
 * The guest's write to this page waits, all earlier ones are done. For some
 * pages read the log at this point, which write-protects the earlier pages
 * again.
 */
static void let_write(struct __test_metadata *_metadata, struct _test_data_uffd *self,
		      uint64_t page, uint64_t salt)
{
	ASSERT_TRUE(guest_waits(self, page));
	if (page % 3 == 0)
		expect_logged(_metadata, self);
	EXPECT_EQ(self->words[page], READ_ONCE(*word(self->slot, page)));
	expect_write(self, page, salt);
	wp_uffd_protect(self->fd, word(self->slot, page), wp_page_size(), false);
}

static void write_nth(struct __test_metadata *_metadata, struct _test_data_uffd *self,
		      uint64_t nth, uint64_t salt)
{
	struct wp_call call = wp_slot_call(self->slot, wp_guest_write, salt);
	uint64_t page;

	call.stride *= nth;
	wp_call_start(self->wvm, 0, &call);
	for (page = 0; page < wp_slot_pages(self->slot); page += nth)
		let_write(_metadata, self, page, salt);
	wp_call_join(self->wvm, 0);
	expect_logged(_metadata, self);
}

/*
 * Write the same pages once more: userfaultfd no longer stops the writes, but
 * the log must list the pages.
 */
static void write_nth_again(struct __test_metadata *_metadata, struct _test_data_uffd *self,
			    uint64_t nth, uint64_t salt)
{
	uint64_t page;

	for (page = 0; page < wp_slot_pages(self->slot); page += nth)
		expect_write(self, page, salt);
	wp_slot_write_every(self->slot, nth * wp_page_size(), salt);
	expect_logged(_metadata, self);
}

static void expect_words(struct __test_metadata *_metadata, const struct _test_data_uffd *self)
{
	uint64_t page;

	for (page = 0; page < wp_slot_pages(self->slot); page++)
		EXPECT_EQ(self->words[page], READ_ONCE(*word(self->slot, page)));
}

TEST_F(uffd, one_page_at_a_time)
{
	uint64_t round, nth;

	if (variant->log_first)
		ASSERT_EQ(0, wp_slot_log(self->slot, true));
	for (round = 0; round < ROUNDS; round++) {
		wp_uffd_protect(self->fd, self->slot->hva, self->slot->size, true);
		wp_slot_read(self->slot);
		if (!round && !variant->log_first)
			ASSERT_EQ(0, wp_slot_log(self->slot, true));
		nth = 17 + 12 * round;
		write_nth(_metadata, self, nth, 2 + 2 * round);
		write_nth_again(_metadata, self, nth, 3 + 2 * round);
		expect_words(_metadata, self);
	}
}

static void require_uffd(void)
{
	int fd = wp_uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP);

	if (fd >= 0) {
		close(fd);
		return;
	}
	ksft_print_header();
	ksft_exit_skip("this kernel cannot write-protect with userfaultfd\n");
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	require_uffd();
	return test_harness_run(argc, argv);
}
