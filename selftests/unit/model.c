// SPDX-License-Identifier: GPL-2.0
/* Computes what a pass must do, page by page. */
#include <stdlib.h>

#include "fail.h"
#include "model.h"

struct page *model;

void model_begin(void)
{
	model = calloc(space.pages, sizeof(*model));
	unit_check(model, "out of memory");
}

void model_end(void)
{
	free(model);
	model = NULL;
}

static unsigned int pages_of(s8 level)
{
	return SIZE(level) / PAGE_SIZE;
}

unsigned int model_block_start(unsigned int page)
{
	if (!model_is_leaf(page) || model[page].level == 3)
		return page;
	return space_page(space_ipa(page) & ~(SIZE(model[page].level) - 1));
}

/*
 * The module's own passes leave a block alone that begins before the range. A request of KVM
 * includes such a block: its range may be a part of the slot.
 */
static bool splits(const struct duty *duty, unsigned int first)
{
	return duty->split && !model[first].nt &&
	       (duty->served || space_ipa(first) >= duty->start);
}

static void protect(unsigned int page, bool wanted, u64 *lost)
{
	if (!wanted || !(model[page].desc & DESC_WRITE))
		return;
	model[page].unsure = model[page].desc & DESC_WAS_WRITABLE;
	model[page].desc &= ~DESC_WRITE;
	model[page].desc |= DESC_WAS_WRITABLE;
	++*lost;
}

void model_protect(unsigned int page, unsigned int pages)
{
	u64 lost = 0;

	for (; pages; pages--, page++)
		protect(page, model_is_leaf(page), &lost);
}

static void protect_block(unsigned int first, unsigned int pages, struct done *done)
{
	u64 lost = 0;
	unsigned int i;

	for (i = 0; i < pages; i++)
		protect(first + i, true, &lost);
	done->protected += !!lost;
}

/* Splits a level-2 block. */
static void split_area(unsigned int first, const struct duty *duty, struct done *done)
{
	unsigned int i;

	for (i = 0; i < PER_TABLE; i++) {
		model[first + i].level = 3;
		protect(first + i, duty->protect, &done->protected);
	}
	done->splits_l2++;
}

void model_split_top(unsigned int page, struct done *done)
{
	unsigned int first = model_block_start(page);
	unsigned int i, pages = pages_of(1);

	for (i = 0; i < pages; i++)
		model[first + i].level = 2;
	done->splits_l1++;
}

/* Returns the next page to work on, which is @page if its level-1 block became level-2 blocks. */
static unsigned int work_block(unsigned int page, const struct duty *duty, struct done *done)
{
	unsigned int first = model_block_start(page);
	unsigned int pages = pages_of(model[first].level);

	if (!duty->split && duty->protect)
		protect_block(first, pages, done);
	if (!splits(duty, first))
		return first + pages;
	if (model[first].level == 1) {
		model_split_top(page, done);
		return page;
	}
	split_area(first, duty, done);
	return first + pages;
}

struct done model_work(const struct duty *duty)
{
	struct done done = {};
	unsigned int page = 0;

	while (page < space.pages) {
		u64 ipa = space_ipa(page);

		if (ipa < duty->start || ipa >= duty->next || !model_is_leaf(page)) {
			page++;
		} else if (model[page].level < 3) {
			page = work_block(page, duty, &done);
		} else {
			protect(page, duty->protect, &done.protected);
			page++;
		}
	}
	return done;
}
