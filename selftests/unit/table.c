// SPDX-License-Identifier: GPL-2.0
/* Walks of the tables, independent of the module's walk, which is under test. */
#include "fail.h"
#include "model.h"
#include "table.h"

static unsigned int entry_index(u64 ipa, s8 level)
{
	u64 index = ipa / SIZE(level);

	return level == space.start_level ? index : index % PER_TABLE;
}

struct entry table_lookup(u64 ipa, s8 deepest)
{
	struct entry entry = { .frame = space.root, .level = space.start_level };

	for (;;) {
		entry.ptep = &entry.frame->page[entry_index(ipa, entry.level)];
		if (entry.level == deepest || !desc_is_table(*entry.ptep, entry.level))
			return entry;
		entry.frame = memory_at(desc_pa(*entry.ptep));
		entry.level++;
	}
}

static void differs(unsigned int page, u64 desc, s8 level)
{
	unit_fail("IPA %#llx: the tables have %#llx at level %d, should be %#llx at level %d",
		  LLU(space_ipa(page)), LLU(desc), level, LLU(model[page].desc),
		  model[page].level);
}

static void compare_page(unsigned int page, u64 desc, s8 level)
{
	if (model[page].unsure) {
		model[page].desc &= desc | ~DESC_WAS_WRITABLE;
		model[page].unsure = false;
	}
	if (desc_settled(desc) != desc_settled(model[page].desc) ||
	    (desc && level != model[page].level))
		differs(page, desc, level);
}

/* One entry above the last level. */
static void compare_large(unsigned int first, u64 raw, s8 level)
{
	unsigned int i, pages = SIZE(level) / PAGE_SIZE;
	bool leaf = raw & DESC_VALID;

	for (i = 0; i < pages; i++)
		compare_page(first + i, leaf ? desc_of_page(raw, level, i) : raw, level);
	if (leaf && model[first].nt != !!(raw & DESC_NT & (SIZE(level) - 1)))
		unit_fail("IPA %#llx: bit nT has changed", LLU(space_ipa(first)));
}

/* Number of tables found, compared with the number of frames at the end. */
static unsigned int tables;

static void compare_entry(const struct frame *frame, unsigned int index);

static void compare_table(struct frame *frame, u64 ipa, s8 level)
{
	unsigned int i, used = 0;

	unit_check(frame->level == level && frame->ipa == ipa,
		   "IPA %#llx: this table was linked for another place", LLU(ipa));
	tables++;
	if (level == 3 && !space.changed[space_page(ipa) / PER_TABLE])
		return;
	for (i = 0; i < frame->bytes / sizeof(u64); i++) {
		if (!frame->page[i])
			continue;
		used++;
		compare_entry(frame, i);
	}
	if (frame == space.root)
		return;
	unit_check(frame->refs == used + 1, "IPA %#llx: %d references on a table of %u entries",
		   LLU(ipa), frame->refs, used);
	unit_check(frame->counted, "IPA %#llx: this table is not accounted", LLU(ipa));
}

static void compare_entry(const struct frame *frame, unsigned int index)
{
	u64 raw = frame->page[index], ipa = frame->ipa + index * SIZE(frame->level);
	unsigned int page = space_page(ipa);

	if (desc_is_table(raw, frame->level))
		compare_table(memory_at(desc_pa(raw)), ipa, frame->level + 1);
	else if (page == NO_PAGE)
		unit_fail("IPA %#llx: an entry %#llx where nothing is mapped", LLU(ipa), LLU(raw));
	else if (frame->level < 3)
		compare_large(page, raw, frame->level);
}

/*
 * Compares an area, at the last level with a loop that only compares: the tests spend most of their
 * time here.
 */
static void compare_area(unsigned int first)
{
	struct entry entry = table_lookup(space_ipa(first), 3);
	unsigned int i;

	if (entry.level < 3 && *entry.ptep)
		return; /* compare_entry() has seen it */
	for (i = 0; i < PER_TABLE; i++)
		compare_page(first + i, entry.level < 3 ? 0 : entry.ptep[i], entry.level);
}

void table_compare(unsigned int spare)
{
	unsigned int area, frames = memory_frames();

	tables = 0;
	compare_table(space.root, 0, space.start_level);
	for (area = 0; area < space.areas; area++)
		if (space.changed[area])
			compare_area(area * PER_TABLE);
	unit_check(frames == tables + spare, "%u pages in all, but %u tables and %u spare pages",
		   frames, tables, spare);
}
