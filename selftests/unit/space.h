/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address space of a guest: its geometry, and the few parts of it that a test uses. Those are
 * numbered page by page, so that whatever is kept for a page is in an array.
 */
#ifndef UNIT_SPACE_H
#define UNIT_SPACE_H

#include "memory.h"

#define REGIONS		2
#define NO_PAGE		(~0U)

/* Sizes of what an entry maps. An area is what one last-level table maps. */
#define SIZE(level)	(1ULL << (PAGE_SHIFT + (3 - (level)) * (PAGE_SHIFT - 3)))
#define AREA_SIZE	SIZE(2)
#define PER_TABLE	(1U << (PAGE_SHIFT - 3))

/* The largest block that KVM maps: 1 GiB with pages of 4 KiB, else one of level 2. */
#define TOP_BLOCK	(PAGE_SHIFT == 12 ? 1 : 2)

/* Of descriptors: Arm ARM, "VMSAv8-64 descriptor formats". */
#define DESC_VALID	1ULL
#define DESC_TYPE	2ULL
#define DESC_WRITE	BIT_ULL(7)
#define DESC_AF		BIT_ULL(10)
#define DESC_NT		BIT_ULL(16)

/**
 * struct region - a part of the address space that a test uses
 * @ipa:	Where it begins, at a multiple of an area.
 * @areas:	Areas in it.
 * @first:	Number of its first page.
 */
struct region {
	u64 ipa;
	unsigned int areas;
	unsigned int first;
};

/**
 * struct space - a guest's address space
 * @ia_bits:	Size of the IPA space.
 * @pa_bits:	Size of the physical address space.
 * @start_level: Level of @root.
 * @ha:		Hardware sets the access flag (VTCR_EL2.HA).
 * @root:	The start-level table.
 * @region:	The parts in use, in IPA order; they do not touch.
 * @regions:	How many.
 * @pages:	Pages in them.
 * @areas:	Areas in them.
 * @changed:	For each area, whether something may have changed since it was last checked.
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
 * space_begin() - have an empty address space instead of the one before
 * @ia_bits:	32 to 52.
 * @start_level: A level that space_level_fits() this size.
 * @lpa2:	Descriptors have the format of FEAT_LPA2 (not with 64K pages).
 * @seed:	For addresses.
 */
void space_begin(unsigned int ia_bits, s8 start_level, bool lpa2, u64 seed);

/**
 * space_level_fits() - can the tables of such a space start at this level?
 * @ia_bits:	Size of the IPA space.
 * @level:	-1 to 2.
 *
 * Up to 16 tables can be side by side at the start level (Arm ARM, "Concatenated translation
 * tables"), and less than a table of two entries is none.
 *
 * Return: whether.
 */
bool space_level_fits(unsigned int ia_bits, s8 level);

/**
 * space_add() - use one more part
 * @ipa:	Where, a multiple of AREA_SIZE above the parts before.
 * @areas:	How much; ends in the space.
 */
void space_add(u64 ipa, unsigned int areas);

/**
 * space_ready() - all parts have been added
 */
void space_ready(void);

/**
 * space_overlap() - the pages of a region that are in a range
 * @region:	Number of the region.
 * @ipa:	First IPA of the range.
 * @size:	Bytes.
 * @first:	Receives the number of the first page.
 *
 * Return: how many pages.
 */
unsigned int space_overlap(unsigned int region, u64 ipa, u64 size, unsigned int *first);

/**
 * space_mark() - have areas checked the next time
 * @ipa:	First IPA.
 * @size:	Bytes; outside of the parts in use, too.
 */
void space_mark(u64 ipa, u64 size);

/**
 * space_checked() - all has been checked
 */
void space_checked(void);

/**
 * space_end() - free the address space and whatever is left of memory
 */
void space_end(void);

/**
 * space_page() - the number of a page
 * @ipa:	Its IPA.
 *
 * Return: the number, or NO_PAGE.
 */
unsigned int space_page(u64 ipa);

/**
 * space_ipa() - the address of a page
 * @page:	Its number; space.pages of a region's end is not one.
 *
 * Return: its IPA.
 */
u64 space_ipa(unsigned int page);

/**
 * desc_pa() - the output address of a descriptor
 * @desc:	The descriptor, of a page or a table.
 *
 * The harness reads and writes descriptors by functions of its own: what is to be tested must not
 * be what tests.
 *
 * Return: physical address.
 */
u64 desc_pa(u64 desc);

/**
 * desc_address() - the address field of a descriptor
 * @pa:		Physical address.
 *
 * Return: the field, nothing else set.
 */
u64 desc_address(u64 pa);

/**
 * desc_of_page() - what one page of a leaf maps, as a page would
 * @leaf:	Descriptor of the leaf, valid.
 * @level:	Its level.
 * @page:	Which of its pages.
 *
 * Return: a page descriptor.
 */
u64 desc_of_page(u64 leaf, s8 level, unsigned int page);

/**
 * desc_settled() - what of a descriptor is for software alone to change
 * @desc:	The descriptor.
 *
 * Return: the descriptor, without the access flag if hardware may set it at any moment. To lose
 * that is harmless, see include/kvm_arm_wp_entry.h.
 */
static inline u64 desc_settled(u64 desc)
{
	return space.ha && (desc & DESC_VALID) ? desc & ~DESC_AF : desc;
}

#endif /* UNIT_SPACE_H */
