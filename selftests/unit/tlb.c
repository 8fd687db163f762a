// SPDX-License-Identifier: GPL-2.0
/* Keeps, for each vCPU, the translation of each page and the table of each area. */
#include <stdlib.h>

#include "fail.h"
#include "model.h"
#include "random.h"
#include "table.h"
#include "tlb.h"

/*
 * struct cached - a cached translation, or 0
 * @desc: as a page descriptor
 * @level: level of the leaf
 */
struct cached {
	u64 desc;
	s8 level;
};

/*
 * struct vcpu - the TLB and the walk cache of a vCPU
 * @page: translation of each page
 * @table: last-level table of each area
 */
static struct vcpu {
	struct cached *page;
	struct frame **table;
} vcpus[VCPUS];

static u64 chance;

void tlb_begin(u64 seed)
{
	int i;

	chance = seed;
	for (i = 0; i < VCPUS; i++) {
		vcpus[i].page = calloc(space.pages, sizeof(*vcpus[i].page));
		vcpus[i].table = calloc(space.areas, sizeof(*vcpus[i].table));
		unit_check(vcpus[i].page && vcpus[i].table, "out of memory");
	}
}

void tlb_end(void)
{
	int i;

	for (i = 0; i < VCPUS; i++) {
		free(vcpus[i].page);
		free(vcpus[i].table);
	}
}

/*
 * Finds a vCPU that caches a block and a page of the same area at once. Looks at one other page of
 * the area, which is cached as well if a block is.
 */
static void check_neighbour(const struct vcpu *vcpu, unsigned int page, struct cached new)
{
	unsigned int first = page - page % PER_TABLE;
	unsigned int other = page == first ? page + 1 : first;
	struct cached old = vcpu->page[other];
	bool one_leaf = new.level < 3 || old.level < 3;

	if (old.desc && one_leaf && old.level != new.level)
		unit_fail("IPA %#llx: a vCPU caches leaves of level %d and %d at once",
			  LLU(space_ipa(page)), old.level, new.level);
}

static void remember(struct vcpu *vcpu, unsigned int page, u64 desc, s8 level)
{
	struct cached new = { .desc = desc, .level = level };

	if (vcpu->page[page].desc || !(desc & DESC_VALID))
		return;
	check_neighbour(vcpu, page, new);
	vcpu->page[page] = new;
}

/* Hardware sets the access flag of an entry that it uses, if VTCR_EL2.HA is set. */
static u64 use(kvm_pte_t *ptep)
{
	if (space.ha && (*ptep & DESC_VALID))
		*ptep |= DESC_AF;
	return *ptep;
}

static void walk(struct vcpu *vcpu, unsigned int page)
{
	struct frame *table = vcpu->table[page / PER_TABLE];
	u64 ipa = space_ipa(page), desc;
	struct entry entry;

	if (table) {
		remember(vcpu, page, use(&table->page[page % PER_TABLE]), 3);
		return;
	}
	entry = table_lookup(ipa, 3);
	if (entry.level == 3)
		vcpu->table[page / PER_TABLE] = entry.frame;
	desc = use(entry.ptep);
	if (desc & DESC_VALID)
		remember(vcpu, page, desc_of_page(desc, entry.level,
						  ipa % SIZE(entry.level) / PAGE_SIZE),
			 entry.level);
}

void tlb_access(unsigned int vcpu, unsigned int page)
{
	if (!vcpus[vcpu].page[page].desc)
		walk(&vcpus[vcpu], page);
}

static void access_all(unsigned int vcpu, unsigned int first, unsigned int pages)
{
	unsigned int i;

	for (i = first; i < first + pages; i++)
		tlb_access(vcpu, i);
}

void tlb_foresee(u64 ipa, s8 level)
{
	u64 random = random_next(&chance), pages = SIZE(level) / PAGE_SIZE;
	unsigned int first = space_page(ipa);

	if (first == NO_PAGE)
		return;
	pages = min_t(u64, pages, space.pages - first);
	access_all(0, first, pages);
	if (random % 4 == 0)
		tlb_access(1 + random / 4 % (VCPUS - 1), first + random / 16 % pages);
}

/* Calls @fn for each page of the space in a range. */
static void for_range(u64 ipa, u64 size, void (*fn)(struct vcpu *vcpu, unsigned int page))
{
	unsigned int i, first, pages, page;
	struct vcpu *vcpu;

	for (i = 0; i < space.regions; i++) {
		pages = space_overlap(i, ipa, size, &first);
		for (vcpu = vcpus; vcpu < vcpus + VCPUS; vcpu++)
			for (page = first; page < first + pages; page++)
				fn(vcpu, page);
	}
}

static void forget(struct vcpu *vcpu, unsigned int page)
{
	vcpu->page[page].desc = 0;
}

void tlb_flush(u64 ipa, u64 size)
{
	unsigned int area, vcpu;

	for_range(ipa, size, forget);
	for (area = 0; area < space.areas; area++) {
		u64 start = space_ipa(area * PER_TABLE);

		if (start < ipa || start + AREA_SIZE > ipa + size)
			continue;
		for (vcpu = 0; vcpu < VCPUS; vcpu++)
			vcpus[vcpu].table[area] = NULL;
	}
}

static void expect_empty(struct vcpu *vcpu, unsigned int page)
{
	if (vcpu->page[page].desc)
		unit_fail("IPA %#llx: made valid while a vCPU caches %#llx (level %d)",
			  LLU(space_ipa(page)), LLU(vcpu->page[page].desc),
			  vcpu->page[page].level);
}

void tlb_check_empty(u64 ipa, u64 size)
{
	for_range(ipa, size, expect_empty);
}

void tlb_check_table(const struct frame *table)
{
	unsigned int area, vcpu;

	for (vcpu = 0; vcpu < VCPUS; vcpu++)
		for (area = 0; area < space.areas; area++)
			if (vcpus[vcpu].table[area] == table)
				unit_fail("IPA %#llx: a vCPU may still walk the freed table",
					  LLU(space_ipa(area * PER_TABLE)));
}

static void check_page(const struct cached *cached, unsigned int page, bool writes_owed)
{
	u64 allowed = desc_used(model[page].desc), used = desc_used(cached->desc);

	if (!used)
		return;
	if (writes_owed)
		allowed |= DESC_WRITE;
	if ((used | DESC_WRITE) != (allowed | DESC_WRITE) || (used & ~allowed) ||
	    cached->level != model[page].level)
		unit_fail("IPA %#llx: a vCPU uses %#llx at level %d, should be %#llx at level %d",
			  LLU(space_ipa(page)), LLU(cached->desc), cached->level,
			  LLU(model[page].desc), model[page].level);
}

static void check_area(const struct vcpu *vcpu, unsigned int area, bool writes_owed)
{
	const struct frame *table = vcpu->table[area];
	unsigned int first = area * PER_TABLE, i;

	for (i = first; i < first + PER_TABLE; i++)
		check_page(&vcpu->page[i], i, writes_owed);
	if (table && table != table_lookup(space_ipa(first), 3).frame)
		unit_fail("IPA %#llx: a vCPU may still walk a replaced table",
			  LLU(space_ipa(first)));
}

void tlb_check(bool writes_owed)
{
	unsigned int vcpu, area;

	for (area = 0; area < space.areas; area++)
		for (vcpu = 0; vcpu < VCPUS && space.changed[area]; vcpu++)
			check_area(&vcpus[vcpu], area, writes_owed);
}
