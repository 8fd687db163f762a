// SPDX-License-Identifier: GPL-2.0
/*
 * Copies of a slot's memory and their comparison.
 */
#include <inttypes.h>
#include <sys/mman.h>

#include "copy.h"
#include "wp.h"

#define LOST_NAMED	4

/* Bytes that are copied at once. */
struct line {
	__uint128_t part[4];
};

uint8_t *wp_copy_alloc(const struct test_slot *slot)
{
	uint8_t *copy = mmap(NULL, slot->size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	TEST_ASSERT(copy != MAP_FAILED, "no memory for the copy");
	return copy;
}

void wp_copy_free(const struct test_slot *slot, uint8_t *copy)
{
	if (copy)
		munmap(copy, slot->size);
}

/*
 * The library's memcpy() copies single bytes. The barrier keeps the compiler
 * from replacing the loop by a call of it.
 */
static void copy_page(const struct test_slot *slot, uint8_t *copy, uint64_t page)
{
	uint64_t off = page * wp_page_size(), i;
	const struct line *from = (void *)(slot->hva + off);
	struct line *to = (void *)(copy + off);

	for (i = 0; i < wp_page_size() / sizeof(*to); i++) {
		to[i] = from[i];
		barrier();
	}
}

uint64_t wp_copy_all(const struct test_slot *slot, uint8_t *copy)
{
	uint64_t page;

	for (page = 0; page < wp_slot_pages(slot); page++)
		copy_page(slot, copy, page);
	return page;
}

uint64_t wp_copy_dirty(const struct test_slot *slot, uint8_t *copy, const unsigned long *bitmap)
{
	uint64_t page, n = 0;

	for (page = 0; page < wp_slot_pages(slot); page++) {
		if (!wp_bitmap_test(bitmap, page))
			continue;
		copy_page(slot, copy, page);
		n++;
	}
	return n;
}

static bool lines_differ(const struct line *a, const struct line *b)
{
	__uint128_t all = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(a->part); i++)
		all |= a->part[i] ^ b->part[i];
	return all;
}

static bool page_differs(const struct test_slot *slot, const uint8_t *copy, uint64_t page)
{
	uint64_t off = page * wp_page_size(), i;
	const struct line *a = (void *)(slot->hva + off), *b = (void *)(copy + off);

	for (i = 0; i < wp_page_size() / sizeof(*a); i++)
		if (lines_differ(&a[i], &b[i]))
			return true;
	return false;
}

uint64_t wp_copy_differs(const struct test_slot *slot, const uint8_t *copy)
{
	uint64_t page, lost = 0;

	for (page = 0; page < wp_slot_pages(slot); page++) {
		if (!page_differs(slot, copy, page))
			continue;
		if (lost++ < LOST_NAMED)
			fprintf(stderr, "# lost: page at IPA %#" PRIx64 "\n",
				slot->ipa + page * wp_page_size());
	}
	return lost;
}
