/* SPDX-License-Identifier: GPL-2.0 */
/* Address spaces for cases: one region, filled in one way. */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include "fail.h"
#include "work.h"

/* More blocks than one batch has room for. */
#define MANY (2 * WP_BATCH_TABLES + 3)

#define SPLITTERS	2
#define PROTECTORS		3

/* All strategies; the last protector is NULL, for none. */
extern const struct wp_splitter_ops * const splitters[SPLITTERS];
extern const struct wp_protector_ops * const protectors[PROTECTORS];

/* A test of a splitter with a protector. */
typedef void (*pair_fn)(const struct wp_splitter_ops *splitter,
			const struct wp_protector_ops *protector);

/**
 * each_pair() - run a test with each splitter and each protector, or none
 * @run:	The test.
 */
void each_pair(pair_fn run);

/**
 * fixture_fill() - add one region to a new address space and initialize the rest
 * @ipa:	First IPA of the region; space_begin() was called before.
 * @areas:	Size of the region in areas.
 */
void fixture_fill(u64 ipa, unsigned int areas);

/**
 * fixture_begin_at() - make an address space of 44 bits with one region
 * @ipa:	First IPA of the region.
 * @areas:	Size of the region in areas.
 */
void fixture_begin_at(u64 ipa, unsigned int areas);

/**
 * fixture_begin() - the same, with the region at the bottom of the address space
 * @areas:	Size of the region in areas.
 */
void fixture_begin(unsigned int areas);

/**
 * fixture_end() - free the address space
 */
void fixture_end(void);

/**
 * fixture_leaf() - make a descriptor of a page
 * @page:	Number of the page; pages are contiguous in memory.
 *
 * Return: the descriptor, writable.
 */
u64 fixture_leaf(unsigned int page);

/**
 * fixture_map_blocks() - map areas by level-2 blocks
 * @areas:	How many, beginning with the first area.
 */
void fixture_map_blocks(unsigned int areas);

/**
 * fixture_map_pages() - map areas by pages
 * @areas:	How many, beginning with the first area.
 */
void fixture_map_pages(unsigned int areas);

/**
 * fixture_work() - make a work for the whole region, with verification
 * @splitter:	For blocks, or NULL.
 * @protector:	For pages, or NULL.
 *
 * Return: the work.
 */
struct work fixture_work(const struct wp_splitter_ops *splitter,
			 const struct wp_protector_ops *protector);

/**
 * fixture_impatient() - let another CPU want the lock, always, as soon as it may
 */
void fixture_impatient(void);

#endif /* UNIT_FIXTURE_H */
