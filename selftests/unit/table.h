/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the tables, and holds them against the model. */
#ifndef UNIT_TABLE_H
#define UNIT_TABLE_H

#include "space.h"

/**
 * struct entry - an entry, and where it was found
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
 * desc_is_table() - does a descriptor point to a table?
 * @desc:	The descriptor.
 * @level:	Its level.
 *
 * Return: whether.
 */
static inline bool desc_is_table(u64 desc, s8 level)
{
	return level < 3 && (desc & (DESC_VALID | DESC_TYPE)) == (DESC_VALID | DESC_TYPE);
}

/**
 * table_lookup() - walk as the hardware does
 * @ipa:	Where to.
 * @deepest:	Level at which to stop.
 *
 * Return: the entry at @deepest, or a leaf or an invalid entry above.
 */
struct entry table_lookup(u64 ipa, s8 deepest);

/**
 * table_compare() - find a difference between tables and model
 *
 * Every page of the areas that may have changed is looked at, and whatever stands in the tables
 * outside of the parts in use is a finding; so is a table whose reference count is not that of its
 * entries, and a page that is neither a table nor @spare.
 *
 * @spare:	Pages that are held for tables to be made of.
 */
void table_compare(unsigned int spare);

#endif /* UNIT_TABLE_H */
