/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The expected content of the tables, page by page. The model has no tables and no flushes, so
 * that it is simple enough to be right.
 */
#ifndef UNIT_MODEL_H
#define UNIT_MODEL_H

#include "space.h"

/**
 * struct page - expected state of a page
 * @desc:	The descriptor that maps it, converted to a page descriptor; or an annotation; or
 *		0.
 * @level:	Level of the leaf, or of the annotation. Undefined if @desc is 0.
 * @nt:		Its block has bit nT, and must not be split.
 * @unsure:	DESC_WAS_WRITABLE may be set or not: the page had it when it was protected, see
 *		wp_entry_protect_group().
 */
struct page {
	u64 desc;
	s8 level;
	bool nt;
	bool unsure;
};

/**
 * struct duty - what a piece of work must do to the tables
 * @start:	First IPA of the part that is done now.
 * @next:	End of that part (exclusive).
 * @end:	End of the whole range.
 * @split:	It splits blocks.
 * @protect:	It clears write permissions.
 * @served:	It includes blocks that begin before @start.
 */
struct duty {
	u64 start;
	u64 next;
	u64 end;
	bool split;
	bool protect;
	bool served;
};

/**
 * struct done - what a piece of work has done, according to the model
 * @splits_l1:	Level-1 blocks that were split.
 * @splits_l2:	Level-2 blocks that were split, including those from level-1 blocks.
 * @protected:	Leaves that lost the write permission; for a split block, its pages.
 */
struct done {
	u64 splits_l1;
	u64 splits_l2;
	u64 protected;
};

/* An element for each page of the space. */
extern struct page *model;

/**
 * model_begin() - make a model in which nothing is mapped
 */
void model_begin(void);

/**
 * model_end() - free the model
 */
void model_end(void);

/**
 * model_work() - do a piece of work on the model
 * @duty:	The work.
 *
 * Return: what was done.
 */
struct done model_work(const struct duty *duty);

/**
 * model_protect() - clear the write permissions of pages
 * @page:	Number of the first page.
 * @pages:	How many.
 */
void model_protect(unsigned int page, unsigned int pages);

/**
 * model_split_top() - split a level-1 block into level-2 blocks
 * @page:	A page in it.
 * @done:	The split is added to it.
 *
 * A piece of work that stops at a level-1 block may have done this, and no more, to it.
 */
void model_split_top(unsigned int page, struct done *done);

/**
 * model_block_start() - find the first page of the block that maps a page
 * @page:	The page.
 *
 * Return: its number; the page itself if it is not in a block.
 */
unsigned int model_block_start(unsigned int page);

/**
 * model_is_leaf() - check whether a page is mapped
 * @page:	The page.
 *
 * Return: true if it is.
 */
static inline bool model_is_leaf(unsigned int page)
{
	return model[page].desc & DESC_VALID;
}

#endif /* UNIT_MODEL_H */
