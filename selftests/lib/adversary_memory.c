// SPDX-License-Identifier: GPL-2.0
/*
 * Adversaries that give a slot other memory, or forbid writes to it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "adversary.h"

static uint64_t zero_page_wrong(struct adversary *a)
{
	return adversary_zero_page_wrong();
}

/* The guest's next read maps the zero page. */
static void discard(struct adversary *a)
{
	TEST_ASSERT(!madvise(a->slot->hva, a->slot->size, MADV_DONTNEED), "MADV_DONTNEED");
	a->done += wp_slot_pages(a->slot);
}

const struct adversary_ops adversary_discard = {
	.backing = WP_PAGES,
	.loses = true,
	.take = discard,
	.wrong = zero_page_wrong,
};

/* What all huge pages are that have only been read. */
static uint64_t huge_zero_page_wrong(struct adversary *a)
{
	uint8_t *zeroes = wp_blocks_map(wp_block_size(2));
	uint64_t off, wrong = 0;

	TEST_ASSERT(zeroes, "no memory for a block");
	for (off = 0; off < wp_block_size(2); off += wp_page_size())
		wrong += !!READ_ONCE(*(uint64_t *)(zeroes + off));
	return wrong + adversary_zero_page_wrong();
}

/* The guest's next read maps the huge zero page as a block. */
const struct adversary_ops adversary_discard_huge = {
	.backing = WP_THP,
	.blocks = true,
	.loses = true,
	.take = discard,
	.wrong = huge_zero_page_wrong,
};

/* Pages that may be freed need no swap to be reclaimed. */
static void give_up(struct adversary *a)
{
	TEST_ASSERT(!madvise(a->slot->hva, a->slot->size, MADV_FREE), "MADV_FREE");
	TEST_ASSERT(!madvise(a->slot->hva, a->slot->size, MADV_PAGEOUT), "MADV_PAGEOUT");
	a->done += wp_slot_pages(a->slot) - adversary_cached(a);
}

const struct adversary_ops adversary_free = {
	.backing = WP_PAGES,
	.loses = true,
	.take = give_up,
	.wrong = zero_page_wrong,
};

static int memfd(uint64_t size)
{
	int fd = memfd_create("kvm_arm_wp", MFD_CLOEXEC);

	TEST_ASSERT(fd >= 0 && !ftruncate(fd, size), "cannot create shared memory");
	return fd;
}

static void map_over(struct adversary *a)
{
	a->fd = memfd(a->slot->size);
	TEST_ASSERT(mmap(a->slot->hva, a->slot->size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, a->fd, 0) != MAP_FAILED,
		    "mmap: %s", strerror(errno));
}

/* The old memory stays visible through another mapping of its file. */
static void remap(struct adversary *a)
{
	int old = a->fd;

	if (a->twin)
		munmap(a->twin, a->slot->size);
	map_over(a);
	a->twin = adversary_map(a, old);
	close(old);
	adversary_keep(a);
	a->done += wp_slot_pages(a->slot);
}

static void close_fd(struct adversary *a)
{
	close(a->fd);
}

const struct adversary_ops adversary_remap = {
	.backing = WP_PAGES,
	.loses = true,
	.prepare = map_over,
	.take = remap,
	.wrong = adversary_changed,
	.end = close_fd,
};

/* The host may write again before the guest does. */
static void protect(struct adversary *a)
{
	TEST_ASSERT(!mprotect(a->slot->hva, a->slot->size, PROT_READ), "mprotect");
	TEST_ASSERT(!mprotect(a->slot->hva, a->slot->size, PROT_READ | PROT_WRITE), "mprotect");
	a->done += wp_slot_pages(a->slot);
}

const struct adversary_ops adversary_protect = {
	.backing = WP_PAGES,
	.take = protect,
};

/*
 * The slot is deleted and comes back with other memory.  Its old memory must
 * keep its content.
 */
static void replace_slot(struct adversary *a)
{
	uint32_t flags = a->slot->flags;

	TEST_ASSERT(!wp_slot_ioctl(a->slot, 0, a->slot->ipa, 0), "cannot delete the slot");
	a->twin = a->slot->hva;
	a->slot->hva = adversary_map(a, -1);
	TEST_ASSERT(!wp_slot_ioctl(a->slot, flags, a->slot->ipa, a->slot->size),
		    "cannot add the slot");
	adversary_keep(a);
	a->done += wp_slot_pages(a->slot);
}

/* The library unmaps the old memory. */
static void free_new(struct adversary *a)
{
	a->twin = NULL;
}

const struct adversary_ops adversary_memslot = {
	.backing = WP_PAGES,
	.loses = true,
	.drops_log = true,
	.take = replace_slot,
	.wrong = adversary_changed,
	.end = free_new,
};
