// SPDX-License-Identifier: GPL-2.0
/*
 * Dirty bitmaps.
 */
#include <stdlib.h>

#include "wp.h"

static uint64_t longs_of(const struct wp_slot *slot)
{
	return (wp_slot_pages(slot) + WP_BITS_PER_LONG - 1) / WP_BITS_PER_LONG;
}

unsigned long *wp_bitmap_alloc(const struct wp_slot *slot)
{
	unsigned long *bitmap = calloc(longs_of(slot), sizeof(long));

	TEST_ASSERT(bitmap, "out of memory");
	return bitmap;
}

uint64_t wp_bitmap_count(const struct wp_slot *slot, const unsigned long *bitmap)
{
	uint64_t i, n = 0;

	for (i = 0; i < longs_of(slot); i++)
		n += __builtin_popcountl(bitmap[i]);
	return n;
}

uint64_t wp_bitmap_diff(const struct wp_slot *slot, const unsigned long *a, const unsigned long *b)
{
	uint64_t i, n = 0;

	for (i = 0; i < longs_of(slot); i++)
		n += __builtin_popcountl(a[i] ^ b[i]);
	return n;
}

void wp_dirty_get(const struct wp_slot *slot, unsigned long *bitmap)
{
	kvm_vm_get_dirty_log(slot->wvm->vm, slot->id, bitmap);
}

void wp_dirty_clear(const struct wp_slot *slot, unsigned long *bitmap)
{
	kvm_vm_clear_dirty_log(slot->wvm->vm, slot->id, bitmap, 0, wp_slot_pages(slot));
}

void wp_dirty_clear_range(const struct wp_slot *slot, unsigned long *bitmap,
			  uint64_t first, uint64_t nr)
{
	kvm_vm_clear_dirty_log(slot->wvm->vm, slot->id, bitmap, first, nr);
}
