// SPDX-License-Identifier: GPL-2.0
/*
 * Adversaries that let the guest wait for an answer of the host at its first
 * access to each page, with userfaultfd.
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "adversary.h"
#include "uffd.h"

static const char *wp_missing_here(void)
{
	int fd = wp_uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP);

	if (fd < 0)
		return "this kernel cannot write-protect with userfaultfd";
	close(fd);
	return NULL;
}

static const char *uffd_missing_here(void)
{
	int fd = wp_uffd_open(0);

	if (fd < 0)
		return "this kernel has no userfaultfd";
	close(fd);
	return NULL;
}

static uint64_t page_of(const struct adversary *a, uint64_t address)
{
	return (address - (uintptr_t)a->slot->hva) / wp_page_size();
}

static void set_seen(struct adversary *a, uint64_t page)
{
	__atomic_or_fetch(&a->seen[page / WP_BITS_PER_LONG], 1UL << (page % WP_BITS_PER_LONG),
			  __ATOMIC_ACQ_REL);
}

static bool was_seen(const struct adversary *a, uint64_t page)
{
	return __atomic_load_n(&a->seen[page / WP_BITS_PER_LONG], __ATOMIC_ACQUIRE) >>
	       (page % WP_BITS_PER_LONG) & 1;
}

static void forget_seen(struct adversary *a)
{
	uint64_t i;

	for (i = 0; i <= (wp_slot_pages(a->slot) - 1) / WP_BITS_PER_LONG; i++)
		__atomic_store_n(&a->seen[i], 0, __ATOMIC_RELEASE);
}

/*
 * Even pages get the zero page, which the guest must not write to, the others a
 * page of zeroes.  Another access may have been faster.
 */
static void give_page(struct adversary *a, uint64_t page)
{
	uint64_t start = (uintptr_t)a->slot->hva + page * wp_page_size();
	struct uffdio_zeropage zero = { .range = { start, wp_page_size() } };
	struct uffdio_copy copy = {
		.dst = start,
		.src = (uintptr_t)a->twin,
		.len = wp_page_size(),
	};
	int ret;

	do
		ret = page % 2 ? ioctl(a->fd, UFFDIO_COPY, &copy) :
				 ioctl(a->fd, UFFDIO_ZEROPAGE, &zero);
	while (ret && errno == EAGAIN);
	TEST_ASSERT(!ret || errno == EEXIST, "cannot give a page: %s", strerror(errno));
	if (ret)
		ioctl(a->fd, UFFDIO_WAKE, &zero.range);
}

/*
 * One answer, or one take of all pages, at a time. Otherwise an answer to what
 * was seen before a take could give a page back after it.
 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void answer(struct adversary *a)
{
	struct uffd_msg msg;
	uint64_t page;

	pthread_mutex_lock(&lock);
	if (read(a->fd, &msg, sizeof(msg)) == sizeof(msg)) {
		page = page_of(a, msg.arg.pagefault.address);
		set_seen(a, page);
		if (msg.arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WP)
			wp_uffd_protect(a->fd, a->slot->hva + page * wp_page_size(),
					wp_page_size(), false);
		else
			give_page(a, page);
	}
	pthread_mutex_unlock(&lock);
}

/* Answers until the other end of the pipe is closed. */
static void *answer_all(void *arg)
{
	struct adversary *a = arg;
	struct pollfd ready[] = {
		{ .fd = a->fd, .events = POLLIN },
		{ .fd = a->pipe[0], .events = POLLIN },
	};

	while (poll(ready, ARRAY_SIZE(ready), -1) >= 0 && !ready[1].revents)
		answer(a);
	return NULL;
}

static void watch(struct adversary *a, uint64_t features, uint64_t mode)
{
	a->fd = wp_uffd_open(features);
	TEST_ASSERT(a->fd >= 0 && !pipe(a->pipe), "no userfaultfd");
	wp_uffd_register(a->fd, a->slot->hva, a->slot->size, mode);
	TEST_ASSERT(!pthread_create(&a->thread, NULL, answer_all, a), "no thread");
}

static void watch_writes(struct adversary *a)
{
	watch(a, UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFDIO_REGISTER_MODE_WP);
}

/* The source of copied pages must not be a missing page itself. */
static void watch_missing(struct adversary *a)
{
	a->twin = adversary_map(a, -1);
	WRITE_ONCE(a->twin[0], 0);
	watch(a, 0, UFFDIO_REGISTER_MODE_MISSING);
}

/* Waiters go on when the descriptor is closed. */
static void stop_watching(struct adversary *a)
{
	close(a->pipe[1]);
	pthread_join(a->thread, NULL);
	close(a->pipe[0]);
	close(a->fd);
}

/*
 * Forget what was seen before the pages are protected: a write that is seen in
 * between is one more page that may change.
 */
static void protect_all(struct adversary *a)
{
	pthread_mutex_lock(&lock);
	forget_seen(a);
	wp_uffd_protect(a->fd, a->slot->hva, a->slot->size, true);
	pthread_mutex_unlock(&lock);
	adversary_keep(a);
	a->done += wp_slot_pages(a->slot);
}

static bool page_is(const uint8_t *page, const uint8_t *other)
{
	const uint64_t *a = (const void *)page, *b = (const void *)other;
	size_t i;

	for (i = 0; i < wp_page_size() / sizeof(*a); i++)
		if (READ_ONCE(a[i]) != (b ? b[i] : 0))
			return false;
	return true;
}

/* Read a page first: the host sees a write before the write is done. */
static uint64_t unseen(const struct adversary *a, const uint8_t *kept)
{
	uint64_t page, off, n = 0;
	bool same;

	for (page = 0; page < wp_slot_pages(a->slot); page++) {
		off = page * wp_page_size();
		same = page_is(a->slot->hva + off, kept ? kept + off : NULL);
		n += !same && !was_seen(a, page);
	}
	return n;
}

static uint64_t changed_unseen(struct adversary *a)
{
	return unseen(a, a->kept);
}

const struct adversary_ops adversary_uffd_wp = {
	.backing = WP_PAGES,
	.missing = wp_missing_here,
	.prepare = watch_writes,
	.take = protect_all,
	.wrong = changed_unseen,
	.end = stop_watching,
};

static void discard_all(struct adversary *a)
{
	pthread_mutex_lock(&lock);
	forget_seen(a);
	TEST_ASSERT(!madvise(a->slot->hva, a->slot->size, MADV_DONTNEED), "MADV_DONTNEED");
	pthread_mutex_unlock(&lock);
	a->done += wp_slot_pages(a->slot);
}

static uint64_t filled_unseen(struct adversary *a)
{
	return unseen(a, NULL) + adversary_zero_page_wrong();
}

const struct adversary_ops adversary_uffd_missing = {
	.backing = WP_PAGES,
	.loses = true,
	.missing = uffd_missing_here,
	.prepare = watch_missing,
	.take = discard_all,
	.wrong = filled_unseen,
	.end = stop_watching,
};
