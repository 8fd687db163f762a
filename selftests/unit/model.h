/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tables should say, page by page: no tables, no blocks, no flushes, nothing that could
 * go wrong.
 */
#ifndef UNIT_MODEL_H
#define UNIT_MODEL_H

#include "space.h"

/**
 * struct page - what is known about a page
 * @desc:	Valid: the descriptor that maps it, as that of a page; else what stands in its
 *		place, 0 for nothing.
 * @level:	Level of the leaf, or of the annotation. Of no meaning if @desc is 0.
 * @nt:		Its block has bit nT, and so is not to be split.
 */
struct page {
	u64 desc;
	s8 level;
	bool nt;
};

/**
 * struct duty - what a piece of work has to do to the tables
 * @start:	First IPA that is done.
 * @next:	End of what is done (exclusive).
 * @end:	End of what there is to do.
 * @split:	It splits blocks.
 * @protect:	It takes away write permissions.
 * @served:	It does blocks that begin before @start, too.
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
 * struct done - what a piece of work has done, as far as the model knows
 * @splits_l1:	Blocks of level 1 that are none any more.
 * @splits_l2:	The same of level 2, including those that the former were split into.
 * @protected:	Leaves that lost the write permission; those of a block that was split are
 *		pages.
 */
struct done {
	u64 splits_l1;
	u64 splits_l2;
	u64 protected;
};

/* One for each page of the space. */
extern struct page *model;

/**
 * model_begin() - nothing is mapped
 */
void model_begin(void);

/**
 * model_end() - free the model
 */
void model_end(void);

/**
 * model_work() - do a piece of work to the model
 * @duty:	Which.
 *
 * Return: what there was to do.
 */
struct done model_work(const struct duty *duty);

/**
 * model_split_top() - make a block of level 1 blocks of level 2
 * @page:	A page in it.
 * @done:	Told of it.
 *
 * Where a piece of work stops at such a block it may have done this much to it.
 */
void model_split_top(unsigned int page, struct done *done);

/**
 * model_block_start() - first page of the block that maps a page
 * @page:	The page.
 *
 * Return: its number; the page itself if it is not in a block.
 */
unsigned int model_block_start(unsigned int page);

/**
 * model_is_leaf() - is the page mapped?
 * @page:	The page.
 *
 * Return: whether.
 */
static inline bool model_is_leaf(unsigned int page)
{
	return model[page].desc & DESC_VALID;
}

#endif /* UNIT_MODEL_H */
