/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address space of a guest: its geometry, and the few regions that a test uses. The pages of
 * all regions are numbered consecutively, so that data about pages can be kept in arrays.
 */
#ifndef UNIT_SPACE_H
#define UNIT_SPACE_H

#include "memory.h"

#define REGIONS		2
#define NO_PAGE		(~0U)

/* Size of the range that an entry maps. An area is the range that one last-level table maps. */
#define SIZE(level)	(1ULL << (PAGE_SHIFT + (3 - (level)) * (PAGE_SHIFT - 3)))
#define AREA_SIZE	SIZE(2)
#define PER_TABLE	(1U << (PAGE_SHIFT - 3))

/* Level of the largest block that KVM maps: 1 with pages of 4 KiB, else 2. */
#define TOP_BLOCK	(PAGE_SHIFT == 12 ? 1 : 2)

/* Bits of descriptors: Arm ARM, "VMSAv8-64 descriptor formats". */
#define DESC_VALID	1ULL
#define DESC_TYPE	2ULL
#define DESC_WRITE	BIT_ULL(7)
#define DESC_AF		BIT_ULL(10)
#define DESC_NT		BIT_ULL(16)

/* The module's software bit: only the log has taken the write permission. */
#define DESC_WAS_WRITABLE BIT_ULL(57)

/* The module's software bit of a table's entry: the table has replaced a block. */
#define DESC_SPLIT	BIT_ULL(57)

/**
 * struct region - a part of the address space that a test uses
 * @ipa:	First IPA, a multiple of AREA_SIZE.
 * @areas:	Number of its areas.
 * @first:	Number of its first page.
 */
struct region {
	u64 ipa;
	unsigned int areas;
	unsigned int first;
};

/**
 * struct space - a guest's address space
 * @ia_bits:	Size of the IPA space in bits.
 * @pa_bits:	Size of the physical address space in bits.
 * @start_level: Level of @root.
 * @ha:		Hardware sets the access flag (VTCR_EL2.HA).
 * @root:	The start-level table.
 * @region:	The regions in use, in IPA order, not adjacent.
 * @regions:	Number of regions.
 * @pages:	Number of pages in all regions.
 * @areas:	Number of areas in all regions.
 * @changed:	For each area, whether it may have changed since it was last checked.
 */
struct space {
	unsigned int ia_bits;
	unsigned int pa_bits;
	s8 start_level;
	bool ha;
	struct frame *root;
	struct region region[REGIONS];
	unsigned int regions;
	unsigned int pages;
	unsigned int areas;
	bool *changed;
};

extern struct space space;

/**
 * space_begin() - make an empty address space, in place of the previous one
 * @ia_bits:	Size of the IPA space in bits, 32 to 52.
 * @start_level: A level for which space_level_fits() is true.
 * @lpa2:	Descriptors have the format of FEAT_LPA2 (not with 64K pages).
 * @seed:	For physical addresses.
 */
void space_begin(unsigned int ia_bits, s8 start_level, bool lpa2, u64 seed);

/**
 * space_level_fits() - check whether the tables of a space can start at a level
 * @ia_bits:	Size of the IPA space in bits.
 * @level:	The level, -1 to 2.
 *
 * Up to 16 tables can be concatenated at the start level (Arm ARM, "Concatenated translation
 * tables"), and a table has at least two entries.
 *
 * Return: true if they can.
 */
bool space_level_fits(unsigned int ia_bits, s8 level);

/**
 * space_move_root() - move the start-level table to another address
 */
void space_move_root(void);

/**
 * space_add() - add a region
 * @ipa:	First IPA, a multiple of AREA_SIZE above the previous regions.
 * @areas:	Number of areas; the region ends within the space.
 */
void space_add(u64 ipa, unsigned int areas);

/**
 * space_ready() - finish the space after all regions were added
 */
void space_ready(void);

/**
 * space_overlap() - find the pages of a region that are in a range
 * @region:	Number of the region.
 * @ipa:	First IPA of the range.
 * @size:	Size of the range in bytes.
 * @first:	Receives the number of the first page.
 *
 * Return: number of pages.
 */
unsigned int space_overlap(unsigned int region, u64 ipa, u64 size, unsigned int *first);

/**
 * space_mark() - mark areas as changed
 * @ipa:	First IPA of the range.
 * @size:	Size of the range in bytes; it may extend beyond the regions.
 */
void space_mark(u64 ipa, u64 size);

/**
 * space_checked() - mark all areas as unchanged
 */
void space_checked(void);

/**
 * space_end() - free the address space and all memory
 */
void space_end(void);

/**
 * space_page() - get the number of a page
 * @ipa:	Its IPA.
 *
 * Return: the number, or NO_PAGE.
 */
unsigned int space_page(u64 ipa);

/**
 * space_ipa() - get the IPA of a page
 * @page:	Its number; the end of a region has none.
 *
 * Return: its IPA.
 */
u64 space_ipa(unsigned int page);

/**
 * desc_pa() - get the output address of a descriptor
 * @desc:	The descriptor of a page or a table.
 *
 * The harness has its own functions for descriptors, because it tests the module's.
 *
 * Return: physical address.
 */
u64 desc_pa(u64 desc);

/**
 * desc_address() - make the address field of a descriptor
 * @pa:		Physical address.
 *
 * Return: a descriptor with only this field set.
 */
u64 desc_address(u64 pa);

/**
 * desc_of_page() - make the page descriptor that maps one page of a leaf
 * @leaf:	Descriptor of the leaf, valid.
 * @level:	Its level.
 * @page:	Index of the page in the leaf.
 *
 * Return: the page descriptor.
 */
u64 desc_of_page(u64 leaf, s8 level, unsigned int page);

/**
 * desc_settled() - get the bits of a descriptor that only software changes
 * @desc:	The descriptor.
 *
 * Return: the descriptor, without the access flag if hardware may set it at any time. Losing the
 * flag is harmless, see include/kvm_arm_wp_entry.h.
 */
static inline u64 desc_settled(u64 desc)
{
	return space.ha && (desc & DESC_VALID) ? desc & ~DESC_AF : desc;
}

/**
 * desc_used() - get the bits of a descriptor that hardware uses and software alone changes
 * @desc:	The descriptor.
 *
 * Return: the descriptor, without what desc_settled() removes and without the module's bit.
 */
static inline u64 desc_used(u64 desc)
{
	return desc_settled(desc) & ~DESC_WAS_WRITABLE;
}

#endif /* UNIT_SPACE_H */
