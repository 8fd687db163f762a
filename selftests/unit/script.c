// SPDX-License-Identifier: GPL-2.0
/* Interprets the bytes of a script: sets up the address space and runs the steps. */
#include <assert.h>

#include "core/strategy.h"
#include "fail.h"
#include "head.h"
#include "kvm.h"
#include "model.h"
#include "random.h"
#include "script.h"
#include "table.h"
#include "tlb.h"
#include "work.h"

/*
 * struct step - one record of a script
 * @op: the operation
 * @kind: variant of the operation, and strategies
 * @where: the page, as a fraction of the space
 * @count: number of pages
 * @tick: for machine.tick
 * @patience: for machine.patience; or pages in the reserve of a request
 * @alloc_fails: for machine.alloc_fails
 * @signal: for machine.signal
 * @gone: for machine.gone
 * @events: how many concurrent changes happen whenever the lock is free
 * @seed: for attributes and for concurrent changes
 */
struct step {
	u8 op;
	u8 kind;
	u16 where;
	u16 count;
	u8 tick;
	u8 patience;
	u8 alloc_fails;
	u8 signal;
	u8 gone;
	u8 events;
	u32 seed;
};

static_assert(sizeof(struct step) == SCRIPT_RECORD, "a step is a record");

/* The slot of passes. A block lies either in the slot or outside, as KVM maps it. */
static unsigned int slot_first, slot_end;
static u64 others;	/* random state of concurrent changes */
static unsigned int events;

/* Bits that a leaf can have besides its address, including bits that KVM does not use. */
static u64 attributes(u64 random)
{
	u64 mask = 0x7fULL << 52 | 0xffcULL;	/* 58:52, 11:2 */

	return (random & mask & ~desc_address(~0ULL)) | DESC_VALID | DESC_TYPE;
}

static u64 leaf_desc(u64 *random, s8 level)
{
	u64 pa = random_next(random) & GENMASK_ULL(space.pa_bits - 1, 0) & ~(SIZE(level) - 1);

	return desc_address(pa) | attributes(random_next(random));
}

static bool block_fits(unsigned int first, s8 level)
{
	unsigned int end = first + SIZE(level) / PAGE_SIZE;
	unsigned int last = space_page(space_ipa(first) + SIZE(level) - PAGE_SIZE);

	if (level < space.start_level || space_ipa(first) % SIZE(level) || last != end - 1)
		return false;
	return end <= slot_first || first >= slot_end || (first >= slot_first && end <= slot_end);
}

/* Maps the largest leaf that fits. */
static void map_block(unsigned int page, u64 *random, bool top)
{
	bool nt = random_next(random) % 16 == 0;
	s8 level;

	for (level = top ? TOP_BLOCK : 2; level < 3; level++) {
		unsigned int first = page - page % (SIZE(level) / PAGE_SIZE);

		if (!block_fits(first, level))
			continue;
		kvm_map_block(first, level, leaf_desc(random, level), nt);
		return;
	}
	kvm_map_page(page, leaf_desc(random, 3));
}

/* Maps an area by pages that share most attributes, as in a real guest. */
static void map_pages(unsigned int page, u64 *random, unsigned int one_in)
{
	unsigned int first = page - page % PER_TABLE, i;
	u64 attrs = attributes(random_next(random));

	for (i = 0; i < PER_TABLE; i++) {
		u64 bits = random_next(random);

		if (bits % one_in)
			continue;
		kvm_map_page(first + i, desc_address(desc_pa(leaf_desc(random, 3))) |
			     (attrs ^ (bits & DESC_WRITE)));
	}
}

/* An invalid descriptor that is not 0, as KVM uses for locks and owners. */
static u64 annotation(u64 *random)
{
	return (random_next(random) & ~DESC_VALID) | BIT(10);
}

static void access_pages(u64 *random, unsigned int accesses)
{
	while (accesses--)
		tlb_access(random_next(random) % VCPUS, random_next(random) % space.pages);
}

enum { MAP_PAGE, MAP_BLOCK, ALLOW, WRITE, UNMAP, ANNOTATE, ACCESS, HAPPENINGS };

/* Does one of the changes that may happen whenever the lock is free. */
static void happen(unsigned int what, unsigned int page, unsigned int count, u64 *random)
{
	switch (what % HAPPENINGS) {
	case MAP_PAGE:
		kvm_map_page(page, leaf_desc(random, 3));
		break;
	case MAP_BLOCK:
		map_block(page, random, random_next(random) % 4 == 0);
		break;
	case ALLOW:
		kvm_allow_write(page);
		break;
	case WRITE:
		work_write(page);
		break;
	case UNMAP:
		kvm_unmap(page, 1 + count % 32);
		break;
	case ANNOTATE:
		kvm_annotate(page, random_next(random) % 2 ? 3 : 2, annotation(random));
		break;
	case ACCESS:
		access_pages(random, count % 64);
		break;
	}
}

/* Does a random number of changes at random pages. */
static void happen_meanwhile(void)
{
	unsigned int i;

	for (i = random_next(&others) % (events + 1); i; i--) {
		u64 random = random_next(&others);

		happen(random, random / 256 % space.pages, random >> 32, &others);
	}
}

static void populate(unsigned int kind, unsigned int count, unsigned int page, u64 *random)
{
	switch (kind % 4) {
	case 0:
		map_pages(page, random, 1);
		break;
	case 1:
		map_pages(page, random, 2 + count % 64);
		break;
	default:
		map_block(page, random, true);
	}
}

/* Maps most areas by blocks: pages take time, and more with larger tables. */
static void populate_all(u64 random)
{
	unsigned int page;

	for (page = 0; page < space.pages; page += PER_TABLE) {
		u64 kind = random_next(&random);

		if (kind % 8 && !model[page].desc)
			populate(kind % PER_TABLE < 64 ? kind >> 16 : 2, kind >> 32, page, &random);
	}
}

static struct work work_of(const struct step *step, unsigned int first, unsigned int pages)
{
	return (struct work){
		.first = first,
		.pages = pages,
		.splitter = step->kind & 1 ? &wp_splitter_prebuild : &wp_splitter_inplace,
		.protector = step->kind & 2 ? &wp_protector_swap : &wp_protector_inplace,
		.afterwards = step->kind & 4,
		.verify = step->kind & 8,
		.reserve = step->patience % 80,
	};
}

/* Bits that must be set in a byte to enable an event: one byte in two, or in four, has them. */
#define OFTEN	0x80
#define RARELY	0xc0

/* Most events come early, because a pass has few occasions for them. */
static unsigned int countdown(u8 byte, u8 wanted)
{
	if ((byte & wanted) != wanted)
		return NEVER;
	return byte & 0x20 ? byte & 0x1f : byte & 3;
}

/* Nobody's patience ends before WP_BATCH_MIN_NS, so let that time pass if somebody waits. */
static void set_tick(const struct step *step)
{
	if (step->tick & OFTEN)
		machine.tick = (step->tick & 0x7f) * 512;
	else if (machine.patience != NEVER)
		machine.tick = WP_BATCH_MIN_NS;
}

static void befall(const struct step *step)
{
	machine_reset();
	machine.patience = countdown(step->patience, OFTEN);
	set_tick(step);
	machine.alloc_fails = countdown(step->alloc_fails, RARELY);
	machine.signal = countdown(step->signal, RARELY);
	machine.gone = countdown(step->gone, RARELY);
	machine.unlocked = happen_meanwhile;
	others = step->seed;
	events = step->events % 8;
}

static void run_pass(const struct step *step)
{
	struct work work = work_of(step, slot_first, slot_end - slot_first);
	struct wp_counts total;

	if (step->kind & 16)
		work.protector = NULL;
	befall(step);
	work_pass(&work, &total);
	machine_reset();
}

/* Limits a range to one region, as a slot is. */
static unsigned int limit(unsigned int page, unsigned int pages)
{
	unsigned int end = space.region[0].areas * PER_TABLE;

	if (page >= end)
		end = space.pages;
	return min(pages, end - page);
}

static void run_request(const struct step *step, unsigned int page, unsigned int pages, bool split)
{
	struct work work = work_of(step, page, limit(page, pages));

	machine_reset();
	machine.patience = countdown(step->gone, OFTEN);
	machine.gone = countdown(step->signal, RARELY);
	machine.refused = countdown(step->alloc_fails, RARELY);
	machine.unlocked = happen_meanwhile;
	others = step->seed;
	events = step->events % 8;
	set_tick(step);
	if (split) {
		work.protector = NULL;
		work_split(&work);
	} else {
		work.splitter = NULL;
		work.nested = step->kind & 16;
		work.chunk = step->kind & 32 ? 64 : 0;
		work.lasts = step->kind & 64;
		work_protect(&work);
	}
	machine_reset();
}

static void run_recovery(const struct step *step)
{
	struct work work = work_of(step, slot_first, slot_end - slot_first);
	struct wp_counts total;

	befall(step);
	machine.small = step->count % 4;
	work_recover(&work, step->kind & 1 ? &wp_recoverer_access : &wp_recoverer_write, &total);
	machine_reset();
}

static void run_step(const struct step *step)
{
	unsigned int page = (u64)step->where * space.pages >> 16;
	u64 random = step->seed;

	switch (step->op % 12) {
	case 0 ... 2:
		populate(step->kind, step->count, page, &random);
		break;
	case 3 ... 5:
		happen(step->kind, page, step->count, &random);
		break;
	case 6:
		run_request(step, page, 1 + step->count % 64, false);
		break;
	case 7:
		run_request(step, page, 1 + step->count, false);
		break;
	case 8:
		run_request(step, page, 1 + step->count, true);
		break;
	case 9:
		run_recovery(step);
		break;
	default:
		run_pass(step);
	}
}

static void begin(const struct head *head)
{
	struct head_slot slot = head_begin(head);

	slot_first = slot.first;
	slot_end = slot.end;
	model_begin();
	tlb_begin(head->seed);
	machine_reset();
	if (head->format & 4)
		populate_all(head->seed);
}

/* Checks all areas, changed or not. */
static void check_all(void)
{
	space_mark(0, BIT_ULL(space.ia_bits));
	table_compare(0);
	tlb_check(false);
	space_checked();
}

static void end(void)
{
	tlb_end();
	model_end();
	space_end();
}

unsigned int script_run(const u8 *data, size_t size)
{
	struct head head = {};
	unsigned int steps = 0;

	memcpy(&head, data, min(size, sizeof(head)));
	begin(&head);
	for (size_t at = sizeof(head); at < size && steps < SCRIPT_STEPS; at += SCRIPT_RECORD) {
		struct step step = {};

		memcpy(&step, data + at, min(size - at, sizeof(step)));
		run_step(&step);
		check_all();
		steps++;
	}
	end();
	return steps;
}

size_t script_random(u8 data[SCRIPT_RECORD * (SCRIPT_STEPS + 1)], u64 seed)
{
	u64 random = seed;
	size_t steps = 1 + random_next(&random) % SCRIPT_STEPS, i;

	for (i = 0; i < SCRIPT_RECORD * (steps + 1); i += sizeof(u64)) {
		u64 bits = random_next(&random);

		memcpy(data + i, &bits, sizeof(bits));
	}
	return i;
}
