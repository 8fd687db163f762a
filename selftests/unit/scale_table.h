/* SPDX-License-Identifier: GPL-2.0 */
/* The tables of scale.h: those that there is memory for, and what has to be in them. */
#ifndef UNIT_SCALE_TABLE_H
#define UNIT_SCALE_TABLE_H

#include <stdnoreturn.h>

#include "scale.h"

/**
 * enum scale_use - what a page is
 * @SCALE_FREE:		Nobody's.
 * @SCALE_HELD:		The pass's, content undefined.
 * @SCALE_BUILT:	The pass's, filled while the lock was free.
 * @SCALE_ADOPTED:	A table that is not reachable yet.
 * @SCALE_TABLE:	A table.
 */
enum scale_use { SCALE_FREE, SCALE_HELD, SCALE_BUILT, SCALE_ADOPTED, SCALE_TABLE };

/**
 * struct scale_page - a page of the machine's memory
 * @entry:	Its content.
 * @pa:		Its address; another one each time that the page is used.
 * @use:	What it is.
 * @level:	Level of the table.
 * @ipa:	First IPA that the table maps.
 * @used:	How often it has been used.
 * @made:	Entries of the table that were blocks and have become tables.
 */
struct scale_page {
	kvm_pte_t *entry;
	phys_addr_t pa;
	enum scale_use use;
	s8 level;
	phys_addr_t ipa;
	u64 used;
	unsigned int made;
};

/**
 * scale_bail() - end the program: something has happened that must not
 * @what:	What.
 * @addr:	At which address.
 */
noreturn void scale_bail(const char *what, u64 addr);

/**
 * scale_expected() - what maps an IPA
 * @ipa:	The IPA.
 * @level:	The level of a leaf; not above the guest's blocks.
 *
 * Return: the leaf entry at this level that results from the guest's block.
 */
kvm_pte_t scale_expected(phys_addr_t ipa, s8 level);

/**
 * scale_tables_init() - the tables of a guest, before anything has happened
 * @guest:	The guest; kept.
 *
 * Return: the start-level table.
 */
struct scale_page *scale_tables_init(const struct scale_guest *guest);

/**
 * scale_page_alloc() - a page for the pass
 *
 * Return: the page; its content is what it was.
 */
struct scale_page *scale_page_alloc(void);

/**
 * scale_page_free() - nobody uses a page any more
 * @page:	The page.
 */
void scale_page_free(struct scale_page *page);

/**
 * scale_page_of() - the page that an entry is in
 * @ptep:	The entry.
 *
 * Return: the page.
 */
struct scale_page *scale_page_of(const kvm_pte_t *ptep);

/**
 * scale_page_at() - the page with an address, made if it is a table not seen so far
 * @pa:		The address.
 *
 * Return: the page.
 */
struct scale_page *scale_page_at(phys_addr_t pa);

/**
 * scale_table_enter() - a page becomes a table
 * @page:	The page.
 * @level:	Level of the table.
 * @ipa:	First IPA that it maps.
 */
void scale_table_enter(struct scale_page *page, s8 level, phys_addr_t ipa);

/**
 * scale_tables_retire() - check tables that the pass is done with, and use their pages again
 * @end:	The pass has done all below this IPA.
 */
void scale_tables_retire(phys_addr_t end);

#endif /* UNIT_SCALE_TABLE_H */
