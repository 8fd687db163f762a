/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dirty bitmaps: one bit for each host page of a slot.
 */
#ifndef SELFTESTS_LIB_DIRTY_H
#define SELFTESTS_LIB_DIRTY_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct test_slot;

#define WP_BITS_PER_LONG	(sizeof(long) * CHAR_BIT)

/**
 * wp_bitmap_alloc() - allocate an all-zero bitmap for a slot; free it with
 * free()
 */
unsigned long *wp_bitmap_alloc(const struct test_slot *slot);

/**
 * wp_bitmap_test() - test one bit
 */
static inline bool wp_bitmap_test(const unsigned long *bitmap, uint64_t bit)
{
	return bitmap[bit / WP_BITS_PER_LONG] >> (bit % WP_BITS_PER_LONG) & 1;
}

/**
 * wp_bitmap_set() - set one bit
 */
static inline void wp_bitmap_set(unsigned long *bitmap, uint64_t bit)
{
	bitmap[bit / WP_BITS_PER_LONG] |= 1UL << (bit % WP_BITS_PER_LONG);
}

/**
 * wp_bitmap_clear() - clear all bits of a slot's bitmap
 */
void wp_bitmap_clear(const struct test_slot *slot, unsigned long *bitmap);

/**
 * wp_bitmap_set_every() - set every @nth bit and clear all others
 *
 * The first bit is set.
 *
 * Return: number of bits set.
 */
uint64_t wp_bitmap_set_every(const struct test_slot *slot, unsigned long *bitmap, uint64_t nth);

/**
 * wp_bitmap_count() - count the bits that are set
 */
uint64_t wp_bitmap_count(const struct test_slot *slot, const unsigned long *bitmap);

/**
 * wp_bitmap_diff() - count the bits in which two bitmaps of a slot differ
 */
uint64_t wp_bitmap_diff(const struct test_slot *slot, const unsigned long *a,
			const unsigned long *b);

/**
 * wp_dirty_get() - fetch a slot's dirty log
 */
void wp_dirty_get(const struct test_slot *slot, unsigned long *bitmap);

/**
 * wp_dirty_clear() - write-protect a bitmap's pages again with
 * KVM_CLEAR_DIRTY_LOG
 *
 * For guests with manual protection.
 */
void wp_dirty_clear(const struct test_slot *slot, unsigned long *bitmap);

/**
 * wp_dirty_clear_range() - do the same for a part of a slot
 * @slot: the slot
 * @bitmap: bit 0 stands for page @first
 * @first: first page, a multiple of 64
 * @nr: number of pages; a multiple of 64 unless the range ends with the slot
 */
void wp_dirty_clear_range(const struct test_slot *slot, unsigned long *bitmap,
			  uint64_t first, uint64_t nr);

/**
 * wp_dirty_collect() - fetch a slot's log and write-protect its pages again
 * @slot: the slot
 * @bitmap: receives the log
 * @manual: the guest has manual protection, so this must clear the pages;
 *     without it KVM protects them in KVM_GET_DIRTY_LOG
 */
void wp_dirty_collect(const struct test_slot *slot, unsigned long *bitmap, bool manual);

#endif
