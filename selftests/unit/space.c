// SPDX-License-Identifier: GPL-2.0
/* Geometry of address spaces: levels, concatenation, and addresses in descriptors. */
#include <stdlib.h>

#include "fail.h"
#include "space.h"

struct space space;
bool unit_lpa2;

static unsigned int root_bits(unsigned int ia_bits, s8 level)
{
	return ia_bits - (PAGE_SHIFT + (3 - level) * (PAGE_SHIFT - 3));
}

bool space_level_fits(unsigned int ia_bits, s8 level)
{
	unsigned int shift = PAGE_SHIFT + (3 - level) * (PAGE_SHIFT - 3);

	return ia_bits > shift && ia_bits - shift <= PAGE_SHIFT - 3 + 4;
}

/* Allocates a start-level table of exact size, so that accesses beyond its end are found. */
void space_begin(unsigned int ia_bits, s8 start_level, bool lpa2, u64 seed)
{
	unit_lpa2 = lpa2;
	space = (struct space){
		.ia_bits = ia_bits,
		.pa_bits = lpa2 || PAGE_SHIFT == 16 ? 52 : 48,
		.start_level = start_level,
	};
	memory_reset(seed, space.pa_bits);
	space.root = memory_alloc(8UL << root_bits(ia_bits, start_level), true);
	space.root->level = start_level;
}

void space_move_root(void)
{
	struct frame *old = space.root;

	space.root = memory_alloc(old->bytes, true);
	memcpy(space.root->page, old->page, old->bytes);
	space.root->level = old->level;
	space.root->refs = old->refs;
	old->level = UNREACHABLE;
	old->refs = 1;
	memory_free(old);
}

void space_add(u64 ipa, unsigned int areas)
{
	struct region *region = &space.region[space.regions++];

	*region = (struct region){
		.ipa = ipa,
		.areas = areas,
		.first = space.pages,
	};
	space.areas += areas;
	space.pages += areas * PER_TABLE;
}

void space_ready(void)
{
	space.changed = calloc(space.areas, sizeof(*space.changed));
	unit_check(space.changed, "out of memory");
}

unsigned int space_overlap(unsigned int number, u64 ipa, u64 size, unsigned int *first)
{
	const struct region *region = &space.region[number];
	u64 start = max(ipa, region->ipa);
	u64 end = min(ipa + size, region->ipa + region->areas * AREA_SIZE);

	*first = region->first + (start - region->ipa) / PAGE_SIZE;
	return start < end ? (end - start) / PAGE_SIZE : 0;
}

void space_mark(u64 ipa, u64 size)
{
	unsigned int i, first, pages, last;

	for (i = 0; i < space.regions; i++) {
		pages = space_overlap(i, ipa, size, &first);
		last = (first + pages - 1) / PER_TABLE;
		if (pages)
			memset(&space.changed[first / PER_TABLE], true,
			       last - first / PER_TABLE + 1);
	}
}

void space_checked(void)
{
	memset(space.changed, false, space.areas * sizeof(*space.changed));
}

void space_end(void)
{
	free(space.changed);
	memory_reset(0, 48);
	space.root = NULL;
}

unsigned int space_page(u64 ipa)
{
	unsigned int i;

	for (i = 0; i < space.regions; i++) {
		const struct region *region = &space.region[i];

		if (ipa - region->ipa < region->areas * AREA_SIZE)
			return region->first + (ipa - region->ipa) / PAGE_SIZE;
	}
	return NO_PAGE;
}

u64 space_ipa(unsigned int page)
{
	unsigned int i = space.regions;

	while (i-- > 1 && page < space.region[i].first)
		;
	return space.region[i].ipa + (u64)(page - space.region[i].first) * PAGE_SIZE;
}

static u64 field(unsigned int high, unsigned int low)
{
	return (~0ULL >> (63 - high)) & (~0ULL << low);
}

u64 desc_pa(u64 desc)
{
	if (PAGE_SHIFT == 16)
		return (desc & field(47, 16)) | (desc & field(15, 12)) << 36;
	if (unit_lpa2)
		return (desc & field(49, PAGE_SHIFT)) | (desc & field(9, 8)) << 42;
	return desc & field(47, PAGE_SHIFT);
}

u64 desc_address(u64 pa)
{
	if (PAGE_SHIFT == 16)
		return (pa & field(47, 16)) | (pa & field(51, 48)) >> 36;
	if (unit_lpa2)
		return (pa & field(49, PAGE_SHIFT)) | (pa & field(51, 50)) >> 42;
	return pa & field(47, PAGE_SHIFT);
}

/* Address bits below the size of a block are not part of its address. */
u64 desc_of_page(u64 leaf, s8 level, unsigned int page)
{
	u64 pa = desc_pa(leaf) & ~(SIZE(level) - 1);
	u64 attributes = leaf & ~desc_address(~0ULL);

	return attributes | desc_address(pa + (u64)page * PAGE_SIZE) | DESC_TYPE;
}
