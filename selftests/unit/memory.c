// SPDX-License-Identifier: GPL-2.0
/* Keeps frames in two hash tables, by pointer and by physical address. */
#include <stdlib.h>

#include "fail.h"
#include "memory.h"
#include "random.h"

#define BUCKETS 4096

static struct frame *by_pointer[BUCKETS];
static struct frame *by_pa[BUCKETS];
static unsigned int frames;
static u64 placing;
static unsigned int placing_bits;

static unsigned int bucket(u64 address)
{
	return (address >> PAGE_SHIFT) * 0x9e3779b1 % BUCKETS;
}

/* The start-level table, if it is larger than a page. */
static struct frame *large;

static bool contains(const struct frame *frame, u64 address)
{
	return frame && address - (u64)frame->page < frame->bytes;
}

struct frame *memory_find(const void *pointer)
{
	u64 address = (u64)pointer;
	struct frame *frame;

	if (contains(large, address))
		return large;
	for (frame = by_pointer[bucket(address)]; frame; frame = frame->next)
		if (contains(frame, address))
			return frame;
	return NULL;
}

struct frame *memory_at(u64 pa)
{
	struct frame *frame = by_pa[bucket(pa)];

	if (frame && frame->pa == pa)
		return frame;
	unit_fail("no page at physical address %#llx", LLU(pa));
}

/* Picks an address whose bucket is empty, so that no two pages share an address. */
static u64 place(void)
{
	u64 pa;

	do {
		pa = random_next(&placing) & GENMASK_ULL(placing_bits - 1, PAGE_SHIFT);
	} while (by_pa[bucket(pa)]);
	return pa;
}

struct frame *memory_alloc(size_t bytes, bool zero)
{
	struct frame *frame = calloc(1, sizeof(*frame));
	void *page;

	unit_check(frame && !posix_memalign(&page, PAGE_SIZE, bytes), "out of memory");
	memset(page, zero ? 0 : 0xff, bytes);
	*frame = (struct frame){
		.page = page,
		.pa = place(),
		.bytes = bytes,
		.refs = 1,
		.level = UNREACHABLE,
	};
	if (bytes > PAGE_SIZE)
		large = frame;
	frame->next = by_pointer[bucket((u64)page)];
	by_pointer[bucket((u64)page)] = frame;
	by_pa[bucket(frame->pa)] = frame;
	frames++;
	return frame;
}

static void forget(struct frame *frame)
{
	struct frame **link = &by_pointer[bucket((u64)frame->page)];

	while (*link != frame)
		link = &(*link)->next;
	*link = frame->next;
	by_pa[bucket(frame->pa)] = NULL;
	if (large == frame)
		large = NULL;
	free(frame->page);
	free(frame);
	frames--;
}

void memory_free(struct frame *frame)
{
	unit_check(frame->refs == 1, "a page is freed with %d references", frame->refs);
	unit_check(frame->level == UNREACHABLE, "a page is freed while it is in use as a table");
	unit_check(!frame->counted, "a page is freed while it is accounted as a table");
	forget(frame);
}

void memory_reset(u64 seed, unsigned int pa_bits)
{
	unsigned int i;

	for (i = 0; i < BUCKETS; i++)
		while (by_pointer[i])
			forget(by_pointer[i]);
	placing = seed;
	placing_bits = pa_bits;
}

unsigned int memory_frames(void)
{
	return frames;
}
