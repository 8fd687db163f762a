/* SPDX-License-Identifier: GPL-2.0 */
/* Address spaces for cases: one region, filled in one way. */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include "fail.h"
#include "work.h"

/* More blocks than one batch has room for. */
#define MANY (2 * WP_BATCH_TABLES + 3)

#define SPLITTERS	2
#define WALKERS		3

/* All there are; the last walker is none. */
extern const struct wp_splitter_ops * const splitters[SPLITTERS];
extern const struct wp_walker_ops * const walkers[WALKERS];

/* A test of two strategies. */
typedef void (*pair_fn)(const struct wp_splitter_ops *splitter,
			const struct wp_walker_ops *walker);

/**
 * each_pair() - try a splitter and a walker, or none, in every combination
 * @run:	What to do with them.
 */
void each_pair(pair_fn run);

/**
 * fixture_fill() - have one region in an address space, and all that goes with it
 * @ipa:	Where; the space has begun.
 * @areas:	How large.
 */
void fixture_fill(u64 ipa, unsigned int areas);

/**
 * fixture_begin_at() - have an address space of 44 bits with one region
 * @ipa:	Where.
 * @areas:	How large.
 */
void fixture_begin_at(u64 ipa, unsigned int areas);

/**
 * fixture_begin() - have it at the bottom of the address space
 * @areas:	How large.
 */
void fixture_begin(unsigned int areas);

/**
 * fixture_end() - free it
 */
void fixture_end(void);

/**
 * fixture_leaf() - a descriptor of a page
 * @page:	Which; one page follows the other in memory.
 *
 * Return: the descriptor, writable.
 */
u64 fixture_leaf(unsigned int page);

/**
 * fixture_map_blocks() - map areas by blocks of level 2
 * @areas:	How many, from the first on.
 */
void fixture_map_blocks(unsigned int areas);

/**
 * fixture_map_pages() - map areas by pages
 * @areas:	How many, from the first on.
 */
void fixture_map_pages(unsigned int areas);

/**
 * fixture_work() - work over all of it, verified
 * @splitter:	For blocks, or NULL.
 * @walker:	For pages, or NULL.
 *
 * Return: the work.
 */
struct work fixture_work(const struct wp_splitter_ops *splitter,
			 const struct wp_walker_ops *walker);

#endif /* UNIT_FIXTURE_H */
