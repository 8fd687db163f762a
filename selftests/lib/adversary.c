// SPDX-License-Identifier: GPL-2.0
/*
 * What the different adversaries have in common.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "adversary.h"
#include "copy.h"

const char *adversary_missing(const struct adversary_ops *ops)
{
	const char *why = ops->blocks ? wp_thp_missing() : NULL;

	if (!why && ops->missing)
		why = ops->missing();
	return why;
}

void adversary_start(struct adversary *a, const struct adversary_ops *ops, struct wp_vm *wvm,
		     uint64_t size)
{
	uint64_t unit = ops->blocks ? wp_block_size(2) : wp_page_size();
	struct test_slot *slot;

	size = (size + unit - 1) & ~(unit - 1);
	*a = (struct adversary){ .ops = ops, .fd = -1, .pipe = { -1, -1 } };
	slot = ops->add ? ops->add(a, wvm, size) :
			  wp_slot_add(wvm, 1, ops->backing, WP_IPA, size, 0);
	TEST_ASSERT(slot, "no memory for the slot");
	a->slot = slot;
	a->kept = wp_copy_alloc(slot);
	a->seen = wp_bitmap_alloc(slot);
	if (ops->prepare)
		ops->prepare(a);
}

uint64_t adversary_wrong(struct adversary *a)
{
	return a->ops->wrong ? a->ops->wrong(a) : 0;
}

void adversary_end(struct adversary *a)
{
	if (!a->ops)
		return;
	if (a->ops->end)
		a->ops->end(a);
	wp_copy_free(a->slot, a->kept);
	wp_copy_free(a->slot, a->twin);
	free(a->seen);
	a->ops = NULL;
}

uint8_t *adversary_map(const struct adversary *a, int fd)
{
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
	uint8_t *map = mmap(NULL, a->slot->size, PROT_READ | PROT_WRITE, flags, fd, 0);

	TEST_ASSERT(map != MAP_FAILED, "mmap: %s", strerror(errno));
	if (fd < 0)
		madvise(map, a->slot->size, MADV_NOHUGEPAGE);
	return map;
}

/* A slot whose host memory is what the guest must not reach. */
static struct test_slot twin_of(const struct adversary *a)
{
	struct test_slot view = *a->slot;

	if (a->twin)
		view.hva = a->twin;
	return view;
}

void adversary_keep(struct adversary *a)
{
	struct test_slot view = twin_of(a);

	wp_copy_all(&view, a->kept);
}

uint64_t adversary_changed(struct adversary *a)
{
	struct test_slot view = twin_of(a);

	return a->twin ? wp_copy_differs(&view, a->kept) : 0;
}

uint64_t adversary_zero_page_wrong(void)
{
	const uint64_t *zeroes = mmap(NULL, wp_page_size(), PROT_READ,
				      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t wrong = 0;
	size_t i;

	TEST_ASSERT(zeroes != MAP_FAILED, "mmap: %s", strerror(errno));
	for (i = 0; i < wp_page_size() / sizeof(*zeroes); i++)
		wrong += !!READ_ONCE(zeroes[i]);
	munmap((void *)zeroes, wp_page_size());
	return wrong;
}

uint64_t adversary_cached(const struct adversary *a)
{
	uint64_t page, pages = wp_slot_pages(a->slot), cached = 0;
	unsigned char *present = calloc(pages, 1);

	TEST_ASSERT(present && !mincore(a->slot->hva, a->slot->size, present), "mincore");
	for (page = 0; page < pages; page++)
		cached += present[page] & 1;
	free(present);
	return cached;
}
