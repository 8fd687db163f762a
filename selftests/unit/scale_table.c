// SPDX-License-Identifier: GPL-2.0
/* Tables that exist while the pass works on them, see scale.h. */
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "scale_table.h"

/*
 * More pages than are needed at a time: the tables that one hold of the lock can install
 * (WP_BATCH_FLUSHES times WP_BATCH_TABLES), the reserve of the pass, and the tables above.
 */
#define PAGES 1024

/*
 * Physical addresses. The guest's blocks lie scattered below 32 TiB. The address of an initial
 * table encodes the IPA that it maps. The address of a page from the pass encodes its number and
 * how often it was used before.
 */
#define GUEST_BITS	45
#define FIRST_PA	BIT_ULL(46)
#define FIRST_SHIFT	30
#define PAGE_PA		BIT_ULL(47)
#define USED_SHIFT	24

/* For guests up to this size, each entry of each table is checked. */
#define ALL_READ	BIT_ULL(40)

static alignas(PAGE_SIZE) kvm_pte_t memory[PAGES][PTRS_PER_PTE];
static struct scale_page pages[PAGES];
static struct scale_page *unused[PAGES], *tables[PAGES];
static unsigned int nr_unused, nr_tables;
static const struct scale_guest *guest;
static phys_addr_t done;

bool unit_lpa2;

void scale_bail(const char *what, u64 addr)
{
	printf("Bail out! %s: 0x%llx\n", what, (unsigned long long)addr);
	exit(1);
}

/*
 * Returns the guest's block at an IPA. Adjacent blocks are not adjacent in memory and differ in
 * attributes, including attributes that KVM never sets; some blocks are read-only.
 */
static kvm_pte_t block_at(phys_addr_t ipa)
{
	u64 shift = kvm_granule_shift(guest->level);
	u64 nr = ipa >> shift;
	u64 pa = (nr * 0x9e3779b1 & (BIT_ULL(GUEST_BITS - shift) - 1)) << shift;

	return pa | (nr & 15) << 55 | (u64)!(nr % 3) << 54 | BIT(10) | 3 << 8 |
	       (nr % 5 ? WP_ENTRY_WRITE : 0) | BIT(6) | 15 << 2 | KVM_PTE_VALID;
}

kvm_pte_t scale_expected(phys_addr_t ipa, s8 level)
{
	u64 inside = ipa & (wp_level_size(guest->level) - 1);
	kvm_pte_t pte = block_at(ipa) + inside;

	if (level < WP_LAST_LEVEL)
		return pte;
	if (guest->protect && pte & WP_ENTRY_WRITE)
		pte = (pte & ~WP_ENTRY_WRITE) | WP_ENTRY_WAS_WRITABLE;
	return pte | WP_ENTRY_TYPE;
}

/* Encodes the address of an initial table: the IPA that it maps, and its level. */
static phys_addr_t first_pa(phys_addr_t ipa, s8 level)
{
	return FIRST_PA | ipa >> FIRST_SHIFT << (PAGE_SHIFT + 2) | (u64)level << PAGE_SHIFT;
}

static s8 first_level(phys_addr_t pa)
{
	return pa >> PAGE_SHIFT & 3;
}

static phys_addr_t first_ipa(phys_addr_t pa)
{
	return (pa & ~FIRST_PA) >> (PAGE_SHIFT + 2) << FIRST_SHIFT;
}

/* Returns the initial value of an entry, also for a table that replaced a block. */
static kvm_pte_t first_entry(phys_addr_t ipa, s8 level)
{
	if (ipa + wp_level_size(level) <= SCALE_IPA || ipa >= SCALE_IPA + guest->size)
		return 0;
	if (level >= guest->level)
		return scale_expected(ipa, level);
	return first_pa(ipa, level + 1) | WP_ENTRY_TYPE | KVM_PTE_VALID;
}

struct scale_page *scale_page_alloc(void)
{
	struct scale_page *page;

	if (!nr_unused)
		scale_bail("no page is free, and the pass is done up to", done);
	page = unused[--nr_unused];
	page->pa = PAGE_PA | ++page->used << USED_SHIFT | (page - pages) << PAGE_SHIFT;
	page->use = SCALE_HELD;
	return page;
}

void scale_page_free(struct scale_page *page)
{
	page->use = SCALE_FREE;
	unused[nr_unused++] = page;
}

struct scale_page *scale_page_of(const kvm_pte_t *ptep)
{
	size_t offset = ptep - memory[0];

	if (offset >= PAGES * PTRS_PER_PTE)
		scale_bail("a pointer outside of the machine's memory", (uintptr_t)ptep);
	return &pages[offset / PTRS_PER_PTE];
}

void scale_table_enter(struct scale_page *page, s8 level, phys_addr_t ipa)
{
	page->use = SCALE_TABLE;
	page->level = level;
	page->ipa = ipa;
	page->made = 0;
	tables[nr_tables++] = page;
}

static phys_addr_t end_of(const struct scale_page *page)
{
	return page->ipa + PTRS_PER_PTE * wp_level_size(page->level);
}

/* Generates an initial table, when it is read for the first time. */
static struct scale_page *first_table(phys_addr_t pa)
{
	struct scale_page *page = scale_page_alloc();
	int i;

	page->pa = pa;
	scale_table_enter(page, first_level(pa), first_ipa(pa));
	if (end_of(page) <= done)
		scale_bail("the pass goes back to a table for IPA", page->ipa);
	for (i = 0; i < PTRS_PER_PTE; i++)
		page->entry[i] = first_entry(page->ipa + i * wp_level_size(page->level),
					     page->level);
	return page;
}

/* Initial tables are few, and early in the list. */
struct scale_page *scale_page_at(phys_addr_t pa)
{
	struct scale_page *page = &pages[pa >> PAGE_SHIFT & (PAGES - 1)];
	unsigned int i;

	if (pa & PAGE_PA) {
		if (page->pa != pa)
			scale_bail("the pass goes back to a table at", pa);
		return page;
	}
	for (i = 0; i < nr_tables; i++)
		if (tables[i]->pa == pa)
			return tables[i];
	if (!(pa & FIRST_PA))
		scale_bail("no table at", pa);
	return first_table(pa);
}

/* Collects differences, so that the compiler can vectorize the loop. */
static void check_pages(const struct scale_page *page)
{
	kvm_pte_t want = scale_expected(page->ipa, WP_LAST_LEVEL);
	kvm_pte_t wrong = 0;
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++)
		wrong |= page->entry[i] ^ (want + i * PAGE_SIZE);
	if (wrong)
		scale_bail("pages are not mapped as they should be", page->ipa);
}

/* 8 million tables are too many to check: check the ends of each, and every 16th as a whole. */
static bool is_sample(const struct scale_page *page)
{
	return guest->size <= ALL_READ || page->ipa / wp_level_size(WP_LAST_LEVEL - 1) % 16 == 0;
}

static void check_table(const struct scale_page *page)
{
	unsigned int last = PTRS_PER_PTE - 1;

	if (is_sample(page))
		check_pages(page);
	else if (page->entry[0] != scale_expected(page->ipa, WP_LAST_LEVEL) ||
		 page->entry[last] != scale_expected(page->ipa + last * PAGE_SIZE, WP_LAST_LEVEL))
		scale_bail("pages are not mapped as they should be", page->ipa);
}

/* Each block was replaced once, see make_table() in scale_machine.c; nothing else has changed. */
static void check_entries(const struct scale_page *page)
{
	unsigned int blocks = 0;
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++) {
		phys_addr_t ipa = page->ipa + i * wp_level_size(page->level);
		kvm_pte_t first = first_entry(ipa, page->level);

		if (page->level >= guest->level && first)
			blocks++;
		else if (page->entry[i] != first)
			scale_bail("an entry that was not a block has changed", ipa);
		if (wp_entry_is_block(page->entry[i], page->level))
			scale_bail("a block was not split", ipa);
	}
	if (page->made != blocks)
		scale_bail("wrong number of blocks of a table that became tables", page->made);
}

static void retire(struct scale_page *page)
{
	if (page->level == WP_LAST_LEVEL)
		check_table(page);
	else
		check_entries(page);
	scale_page_free(page);
}

void scale_tables_retire(phys_addr_t end)
{
	unsigned int i, kept = 0;

	done = end;
	for (i = 0; i < nr_tables; i++) {
		if (end_of(tables[i]) <= end)
			retire(tables[i]);
		else
			tables[kept++] = tables[i];
	}
	nr_tables = kept;
}

struct scale_page *scale_tables_init(const struct scale_guest *of)
{
	unsigned int i;

	guest = of;
	done = 0;
	nr_tables = 0;
	nr_unused = 0;
	for (i = PAGES; i > 0; i--) {
		pages[i - 1].entry = memory[i - 1];
		scale_page_free(&pages[i - 1]);
	}
	return first_table(first_pa(0, 0));
}
