// SPDX-License-Identifier: GPL-2.0
/* Address spaces for cases. */
#include "core/strategy.h"
#include "fail.h"
#include "fixture.h"
#include "kvm.h"
#include "model.h"
#include "tlb.h"

#define ATTRIBUTES	(DESC_VALID | DESC_TYPE | DESC_WRITE | DESC_AF | 0x3cULL)

void fixture_fill(u64 ipa, unsigned int areas)
{
	space_add(ipa, areas);
	space_ready();
	model_begin();
	tlb_begin(1);
	machine_reset();
}

void fixture_begin_at(u64 ipa, unsigned int areas)
{
	s8 level = -1;

	while (!space_level_fits(44, level))
		level++;
	space_begin(44, level, false, 1);
	fixture_fill(ipa, areas);
}

void fixture_begin(unsigned int areas)
{
	fixture_begin_at(0, areas);
}

void fixture_end(void)
{
	tlb_end();
	model_end();
	space_end();
}

u64 fixture_leaf(unsigned int page)
{
	return desc_address((1ULL << 40) + (u64)page * PAGE_SIZE) | ATTRIBUTES;
}

void fixture_map_blocks(unsigned int areas)
{
	unsigned int i;

	for (i = 0; i < areas; i++)
		kvm_map_block(i * PER_TABLE, 2, fixture_leaf(i * PER_TABLE), false);
	space_checked();
}

void fixture_map_pages(unsigned int areas)
{
	unsigned int i;

	for (i = 0; i < areas * PER_TABLE; i++)
		kvm_map_page(i, fixture_leaf(i));
	space_checked();
}

struct work fixture_work(const struct wp_splitter_ops *splitter,
			 const struct wp_protector_ops *protector)
{
	return (struct work){
		.pages = space.pages,
		.splitter = splitter,
		.protector = protector,
		.verify = true,
	};
}

void fixture_impatient(void)
{
	machine.patience = 0;
	machine.tick = WP_BATCH_MIN_NS;
}

const struct wp_splitter_ops * const splitters[SPLITTERS] = {
	&wp_splitter_inplace, &wp_splitter_prebuild,
};

const struct wp_protector_ops * const protectors[PROTECTORS] = {
	&wp_protector_inplace, &wp_protector_swap, NULL,
};

void each_pair(pair_fn run)
{
	int i, j;

	for (i = 0; i < ARRAY_SIZE(splitters); i++)
		for (j = 0; j < ARRAY_SIZE(protectors); j++)
			run(splitters[i], protectors[j]);
}

