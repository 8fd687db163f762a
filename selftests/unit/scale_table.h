/* SPDX-License-Identifier: GPL-2.0 */
/* The tables of scale.h: their memory, and their expected content. */
#ifndef UNIT_SCALE_TABLE_H
#define UNIT_SCALE_TABLE_H

#include <stdnoreturn.h>

#include "scale.h"

/**
 * enum scale_use - use of a page
 * @SCALE_FREE:		Free.
 * @SCALE_HELD:		Held by the pass, content undefined.
 * @SCALE_BUILT:	Held by the pass, filled while the lock was free.
 * @SCALE_ADOPTED:	A table that is not reachable yet.
 * @SCALE_TABLE:	A reachable table.
 */
enum scale_use { SCALE_FREE, SCALE_HELD, SCALE_BUILT, SCALE_ADOPTED, SCALE_TABLE };

/**
 * struct scale_page - a page of the machine's memory
 * @entry:	Its content.
 * @pa:		Its physical address, which changes each time that the page is allocated.
 * @use:	Its use.
 * @level:	Level of the table.
 * @ipa:	First IPA that the table maps.
 * @used:	How often it was allocated.
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
 * scale_bail() - end the program with an error
 * @what:	The error.
 * @addr:	The address to print with it.
 */
noreturn void scale_bail(const char *what, u64 addr);

/**
 * scale_expected() - compute the leaf that must map an IPA
 * @ipa:	The IPA.
 * @level:	Level of the leaf; not above that of the guest's blocks.
 *
 * Return: the leaf at this level that results from the guest's block.
 */
kvm_pte_t scale_expected(phys_addr_t ipa, s8 level);

/**
 * scale_tables_init() - set up the initial tables of a guest
 * @guest:	The guest; must stay valid.
 *
 * Return: the start-level table.
 */
struct scale_page *scale_tables_init(const struct scale_guest *guest);

/**
 * scale_page_alloc() - allocate a page for the pass
 *
 * Return: the page, with its old content.
 */
struct scale_page *scale_page_alloc(void);

/**
 * scale_page_free() - free a page
 * @page:	The page.
 */
void scale_page_free(struct scale_page *page);

/**
 * scale_page_of() - find the page that an entry is in
 * @ptep:	The entry.
 *
 * Return: the page.
 */
struct scale_page *scale_page_of(const kvm_pte_t *ptep);

/**
 * scale_page_at() - find the page at a physical address; generates an initial table
 * @pa:		The address.
 *
 * Return: the page.
 */
struct scale_page *scale_page_at(phys_addr_t pa);

/**
 * scale_table_enter() - make a page a reachable table
 * @page:	The page.
 * @level:	Level of the table.
 * @ipa:	First IPA that it maps.
 */
void scale_table_enter(struct scale_page *page, s8 level, phys_addr_t ipa);

/**
 * scale_tables_retire() - check and free the tables that the pass has left behind
 * @end:	The pass is done below this IPA.
 */
void scale_tables_retire(phys_addr_t end);

#endif /* UNIT_SCALE_TABLE_H */
