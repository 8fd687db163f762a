// SPDX-License-Identifier: GPL-2.0
/* Makes the address space that the first record of a script describes. */
#include "head.h"

static s8 start_level(const struct head *head, unsigned int ia_bits)
{
	s8 level = head->start_level % 4 - 1;

	while (!space_level_fits(ia_bits, level))
		level = level == 2 ? -1 : level + 1;
	return level;
}

/* At the bottom, at 4 GiB, at the top of the space, or anywhere. */
static u64 place(u8 byte, unsigned int ia_bits, u64 size, u64 align)
{
	u64 top = BIT_ULL(ia_bits) - size;
	u64 choice[] = { 0, BIT_ULL(32) - AREA_SIZE, top, (top >> 6) * (byte >> 2) };

	return min(choice[byte & 3], top) & ~(align - 1);
}

static void add_regions(const struct head *head, unsigned int ia_bits)
{
	bool top = TOP_BLOCK == 1 && head->top_block == 0xff;
	u64 align = top ? SIZE(1) : AREA_SIZE;
	unsigned int areas = top ? PER_TABLE : 1 + head->areas[0] % 3;
	u64 first = place(head->place[0], ia_bits, areas * AREA_SIZE, align);
	unsigned int more = 1 + head->areas[1] % 2;
	u64 second = place(head->place[1], ia_bits, more * AREA_SIZE, AREA_SIZE);

	space_add(first, areas);
	if (second > first + areas * AREA_SIZE)
		space_add(second, more);
}

/* An edge of the slot: the edge of the region, or of an area, or any page. */
static unsigned int edge(u16 bytes, unsigned int pages, unsigned int whole)
{
	unsigned int at = bytes / 4 % pages;

	switch (bytes & 3) {
	case 2:
		return at - at % PER_TABLE;
	case 3:
		return at;
	}
	return whole;
}

static struct head_slot slot_of(const struct head *head)
{
	const struct region *region = &space.region[head->seed % space.regions];
	unsigned int pages = region->areas * PER_TABLE;
	unsigned int start = edge(head->slot_start, pages, 0);
	unsigned int end = edge(head->slot_end, pages, pages);

	return (struct head_slot){
		.first = region->first + start,
		.end = region->first + (end > start ? end : pages),
	};
}

struct head_slot head_begin(const struct head *head)
{
	bool lpa2 = PAGE_SHIFT < 16 && head->format & 1;
	unsigned int ia_bits = 32 + head->ia_bits % (PAGE_SHIFT == 16 || lpa2 ? 21 : 17);

	space_begin(ia_bits, start_level(head, ia_bits), lpa2, head->seed);
	space.ha = head->format & 2;
	add_regions(head, ia_bits);
	space_ready();
	return slot_of(head);
}
