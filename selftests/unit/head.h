/* SPDX-License-Identifier: GPL-2.0 */
/* The first record of a script: it describes the address space. */
#ifndef UNIT_HEAD_H
#define UNIT_HEAD_H

#include <assert.h>

#include "script.h"
#include "space.h"

/**
 * struct head - the first record
 * @ia_bits:	For the size of the IPA space.
 * @start_level: For the level of the root.
 * @format:	Bit 0: FEAT_LPA2; bit 1: hardware sets the access flag; bit 2: map memory at first.
 * @place:	Where the regions are.
 * @areas:	How large they are.
 * @top_block:	0xff for a region of 1 GiB.
 * @slot_start:	The first page of the slot.
 * @slot_end:	Its end.
 * @seed:	For all that is not in the script.
 */
struct head {
	u8 ia_bits;
	u8 start_level;
	u8 format;
	u8 place[REGIONS];
	u8 areas[REGIONS];
	u8 top_block;
	u16 slot_start;
	u16 slot_end;
	u32 seed;
};

static_assert(sizeof(struct head) == SCRIPT_RECORD, "the head is a record");

/**
 * struct head_slot - the slot of passes
 * @first:	Number of its first page.
 * @end:	Number of the page behind it.
 */
struct head_slot {
	unsigned int first;
	unsigned int end;
};

/**
 * head_begin() - make the address space
 * @head:	The record.
 *
 * Return: the slot, which is a part of one region.
 */
struct head_slot head_begin(const struct head *head);

#endif /* UNIT_HEAD_H */
