/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the tables and compares them with the model. */
#ifndef UNIT_TABLE_H
#define UNIT_TABLE_H

#include "space.h"

/**
 * struct entry - an entry and its place
 * @ptep:	The entry.
 * @frame:	The table that it is in.
 * @level:	Its level.
 */
struct entry {
	kvm_pte_t *ptep;
	struct frame *frame;
	s8 level;
};

/**
 * desc_is_table() - check whether a descriptor points to a table
 * @desc:	The descriptor.
 * @level:	Its level.
 *
 * Return: true if it does.
 */
static inline bool desc_is_table(u64 desc, s8 level)
{
	return level < 3 && (desc & (DESC_VALID | DESC_TYPE)) == (DESC_VALID | DESC_TYPE);
}

/**
 * table_lookup() - walk as the hardware does
 * @ipa:	The IPA to look up.
 * @deepest:	Level at which to stop.
 *
 * Return: the entry at @deepest, or a leaf or invalid entry above that.
 */
struct entry table_lookup(u64 ipa, s8 deepest);

/**
 * table_compare() - compare the tables with the model
 * @spare:	Number of pages that are held for future tables.
 *
 * Compares every page of the areas that may have changed. Calls unit_fail() for a difference, for
 * an entry outside of the regions, for a table whose reference count does not match its entries,
 * and for a page that is neither a table nor spare.
 */
void table_compare(unsigned int spare);

#endif /* UNIT_TABLE_H */
