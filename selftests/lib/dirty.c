// SPDX-License-Identifier: GPL-2.0
/*
 * Dirty bitmaps.
 */
#include <stdlib.h>
#include <string.h>

#include "wp.h"

static uint64_t longs_of(const struct test_slot *slot)
{
	return (wp_slot_pages(slot) + WP_BITS_PER_LONG - 1) / WP_BITS_PER_LONG;
}

unsigned long *wp_bitmap_alloc(const struct test_slot *slot)
{
	unsigned long *bitmap = calloc(longs_of(slot), sizeof(long));

	TEST_ASSERT(bitmap, "out of memory");
	return bitmap;
}

void wp_bitmap_clear(const struct test_slot *slot, unsigned long *bitmap)
{
	memset(bitmap, 0, longs_of(slot) * sizeof(long));
}

uint64_t wp_bitmap_set_every(const struct test_slot *slot, unsigned long *bitmap, uint64_t nth)
{
	uint64_t page, n = 0;

	wp_bitmap_clear(slot, bitmap);
	for (page = 0; page < wp_slot_pages(slot); page += nth, n++)
		wp_bitmap_set(bitmap, page);
	return n;
}

uint64_t wp_bitmap_count(const struct test_slot *slot, const unsigned long *bitmap)
{
	uint64_t i, n = 0;

	for (i = 0; i < longs_of(slot); i++)
		n += __builtin_popcountl(bitmap[i]);
	return n;
}

uint64_t wp_bitmap_diff(const struct test_slot *slot, const unsigned long *a,
			const unsigned long *b)
{
	uint64_t i, n = 0;

	for (i = 0; i < longs_of(slot); i++)
		n += __builtin_popcountl(a[i] ^ b[i]);
	return n;
}

void wp_dirty_get(const struct test_slot *slot, unsigned long *bitmap)
{
	kvm_vm_get_dirty_log(slot->wvm->vm, slot->id, bitmap);
}

void wp_dirty_clear(const struct test_slot *slot, unsigned long *bitmap)
{
	kvm_vm_clear_dirty_log(slot->wvm->vm, slot->id, bitmap, 0, wp_slot_pages(slot));
}

void wp_dirty_clear_range(const struct test_slot *slot, unsigned long *bitmap,
			  uint64_t first, uint64_t nr)
{
	kvm_vm_clear_dirty_log(slot->wvm->vm, slot->id, bitmap, first, nr);
}

void wp_dirty_collect(const struct test_slot *slot, unsigned long *bitmap, bool manual)
{
	wp_dirty_get(slot, bitmap);
	if (manual)
		wp_dirty_clear(slot, bitmap);
}
