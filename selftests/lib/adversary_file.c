// SPDX-License-Identifier: GPL-2.0
/*
 * Adversaries that write a slot's pages to a file: a page is clean afterwards,
 * and the kernel must learn of the guest's next write to it.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "adversary.h"
#include "copy.h"
#include "fuse.h"

static struct wp_fuse fuse;

static struct test_slot *map_file(struct adversary *a, struct wp_vm *wvm, uint64_t size)
{
	uint8_t *map;

	wp_fuse_mount(&fuse, size);
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fuse.fd, 0);
	TEST_ASSERT(map != MAP_FAILED, "mmap: %s", strerror(errno));
	return wp_slot_add_hva(wvm, 1, map, WP_IPA, size, 0);
}

static void write_back(struct adversary *a)
{
	TEST_ASSERT(!msync(a->slot->hva, a->slot->size, MS_SYNC), "msync: %s", strerror(errno));
	a->done += wp_slot_pages(a->slot);
}

/* A clean page needs no writing, so that the kernel drops it at once. */
static void evict(struct adversary *a)
{
	TEST_ASSERT(!msync(a->slot->hva, a->slot->size, MS_SYNC), "msync: %s", strerror(errno));
	TEST_ASSERT(!madvise(a->slot->hva, a->slot->size, MADV_PAGEOUT), "MADV_PAGEOUT");
	a->done += wp_slot_pages(a->slot) - adversary_cached(a);
}

/*
 * If vCPUs write while the kernel writes pages back, stock KVM loses some of the
 * writes for the file, in every second to tenth run: a page has its dirty flag,
 * but writeback does not find it. The guest and the log are not concerned.
 */
static uint64_t unwritten(struct adversary *a)
{
	TEST_ASSERT(!msync(a->slot->hva, a->slot->size, MS_SYNC), "msync: %s", strerror(errno));
	return wp_copy_differs(a->slot, fuse.disk);
}

/* The kernel writes what is still dirty while the file is unmapped. */
static void unmap_file(struct adversary *a)
{
	munmap(a->slot->hva, a->slot->size);
	wp_fuse_unmount(&fuse);
}

const struct adversary_ops adversary_writeback = {
	.quiet = true,
	.missing = wp_fuse_missing,
	.add = map_file,
	.take = write_back,
	.wrong = unwritten,
	.end = unmap_file,
};

const struct adversary_ops adversary_evict = {
	.quiet = true,
	.missing = wp_fuse_missing,
	.add = map_file,
	.take = evict,
	.wrong = unwritten,
	.end = unmap_file,
};
