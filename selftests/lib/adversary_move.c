// SPDX-License-Identifier: GPL-2.0
/*
 * Adversaries that give a slot's pages other frames, with the same content.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "adversary.h"

/* The host loses each of them until the next boot. */
#define OFFLINE_PAGES	16

#define NUMA	"/proc/sys/kernel/numa_balancing"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25
#endif
#ifndef MADV_SOFT_OFFLINE
#define MADV_SOFT_OFFLINE 101
#endif

/* With a length of 0 this only tests whether the kernel supports it. */
static const char *offline_missing(void)
{
	if (madvise(NULL, 0, MADV_SOFT_OFFLINE))
		return "this kernel has no MADV_SOFT_OFFLINE (CONFIG_MEMORY_FAILURE)";
	return NULL;
}

/* Fails if something else holds the page, as a fault of the guest does. */
static bool offline_page(uint8_t *at)
{
	uint64_t frame = wp_frame(at);

	return !madvise(at, wp_page_size(), MADV_SOFT_OFFLINE) && wp_frame(at) != frame;
}

/* As if a memory module reported too many corrected errors. */
static void offline(struct adversary *a)
{
	uint64_t page, step = wp_slot_pages(a->slot) / OFFLINE_PAGES;

	if (a->done >= OFFLINE_PAGES)
		return;
	for (page = 0; page < wp_slot_pages(a->slot); page += step)
		a->done += offline_page(a->slot->hva + page * wp_page_size());
}

const struct adversary_ops adversary_offline = {
	.backing = WP_PAGES,
	.missing = offline_missing,
	.take = offline,
};

static uint64_t *frames(const struct adversary *a)
{
	uint64_t page, pages = wp_slot_pages(a->slot);
	uint64_t *frame = calloc(pages, sizeof(*frame));

	TEST_ASSERT(frame, "out of memory");
	for (page = 0; page < pages; page++)
		frame[page] = wp_frame(a->slot->hva + page * wp_page_size());
	return frame;
}

static uint64_t frames_differ(const struct adversary *a, const uint64_t *was)
{
	uint64_t *now = frames(a), page, n = 0;

	for (page = 0; page < wp_slot_pages(a->slot); page++)
		n += now[page] != was[page];
	free(now);
	return n;
}

static const char *swap_missing(void)
{
	FILE *f = fopen("/proc/swaps", "r");
	char line[256];
	int lines = 0;

	while (f && fgets(line, sizeof(line), f))
		lines++;
	if (f)
		fclose(f);
	/* The first line is the header. */
	return lines > 1 ? NULL : "this host has no swap";
}

/*
 * Written to swap, and read again at the next access. On 6.1 the first call only
 * clears the guest's access flags, and the second call takes the pages.
 */
static void swap_out(struct adversary *a)
{
	uint64_t page;
	int i;

	for (i = 0; i < 2; i++)
		TEST_ASSERT(!madvise(a->slot->hva, a->slot->size, MADV_PAGEOUT), "MADV_PAGEOUT");
	for (page = 0; page < wp_slot_pages(a->slot); page++)
		a->done += !wp_frame(a->slot->hva + page * wp_page_size());
}

const struct adversary_ops adversary_swap = {
	.backing = WP_PAGES,
	.missing = swap_missing,
	.take = swap_out,
};

static const char *numa_missing(void)
{
	if (access(NUMA, W_OK))
		return "this kernel has no NUMA balancing";
	if (access("/sys/devices/system/node/node1", F_OK))
		return "this host has one NUMA node";
	return NULL;
}

/* The kernel leaves the pages of a task alone whose memory nobody else uses. */
static void *use_memory(void *arg)
{
	struct adversary *a = arg;
	char c;

	return (void *)read(a->pipe[0], &c, 1);
}

static void numa_start(struct adversary *a)
{
	TEST_ASSERT(!pipe(a->pipe), "pipe");
	TEST_ASSERT(!pthread_create(&a->thread, NULL, use_memory, a), "no thread");
}

static void numa_end(struct adversary *a)
{
	close(a->pipe[1]);
	pthread_join(a->thread, NULL);
	close(a->pipe[0]);
}

static uint64_t numa_updates(void)
{
	FILE *f = fopen("/proc/vmstat", "r");
	unsigned long long n = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "numa_pte_updates %llu", &n) == 1)
			break;
	if (f)
		fclose(f);
	return n;
}

/*
 * The kernel takes the access to all pages away, now and then, to see from where
 * they are used next.  It does so when a task has used the CPU for a while.
 */
static void numa_scan(struct adversary *a)
{
	uint64_t before = numa_updates(), n;

	TEST_ASSERT(wp_write_number(NUMA, 1), "cannot start NUMA balancing");
	do
		n = numa_updates() - before;
	while (n < wp_slot_pages(a->slot) / 2);
	wp_numa_stop();
	a->done += n;
}

const struct adversary_ops adversary_numa = {
	.backing = WP_PAGES,
	.missing = numa_missing,
	.prepare = numa_start,
	.take = numa_scan,
	.end = numa_end,
};

static void populate_small(struct adversary *a)
{
	TEST_ASSERT(!madvise(a->slot->map, a->slot->map_size, MADV_NOHUGEPAGE), "madvise");
}

/* A huge page takes the place of small ones. */
static void collapse(struct adversary *a)
{
	uint64_t *was = frames(a);

	TEST_ASSERT(!madvise(a->slot->map, a->slot->map_size, MADV_HUGEPAGE), "madvise");
	TEST_ASSERT(!madvise(a->slot->hva, a->slot->size, MADV_COLLAPSE), "MADV_COLLAPSE");
	a->done += frames_differ(a, was);
	free(was);
}

const struct adversary_ops adversary_collapse = {
	.backing = WP_THP,
	.blocks = true,
	.prepare = populate_small,
	.take = collapse,
};
