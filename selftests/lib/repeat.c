// SPDX-License-Identifier: GPL-2.0
/*
 * Large guest memory backed by little host memory.
 */
#include <linux/memfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "wp.h"

static int huge_memory(uint64_t size)
{
	int fd = memfd_create("kvm_arm_wp", MFD_CLOEXEC | MFD_HUGETLB);

	TEST_ASSERT(fd >= 0 && !ftruncate(fd, size), "cannot create a hugetlb file");
	return fd;
}

/*
 * Reserve block-aligned address space for the whole slot and map the same file
 * over every part of it.
 */
static void map_repeatedly(struct test_slot *slot, int fd, uint64_t real, uint64_t size)
{
	uint64_t block = wp_block_size(2), off;

	slot->map_size = size + block;
	slot->map = mmap(NULL, slot->map_size, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	TEST_ASSERT(slot->map != MAP_FAILED, "cannot reserve address space");
	slot->hva = (void *)(((uintptr_t)slot->map + block - 1) & ~(block - 1));
	for (off = 0; off < size; off += real)
		TEST_ASSERT(mmap(slot->hva + off, real, PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED, "cannot map");
}

struct test_slot *wp_slot_add_repeated(struct wp_vm *wvm, uint32_t id, unsigned int real,
				       uint64_t ipa, uint64_t size)
{
	uint64_t bytes = real * wp_block_size(2);
	struct test_slot memory, *slot;
	int fd;

	if (!wp_hugetlb_reserve(wp_block_size(2), real))
		return NULL;
	fd = huge_memory(bytes);
	map_repeatedly(&memory, fd, bytes, size);
	slot = wp_slot_add_hva(wvm, id, memory.hva, ipa, size, 0);
	slot->map = memory.map;
	slot->map_size = memory.map_size;
	slot->period = bytes;
	slot->fd = fd;
	return slot;
}
