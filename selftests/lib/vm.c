// SPDX-License-Identifier: GPL-2.0
/*
 * Guests and the host memory behind their slots.
 */
#include <errno.h>
#include <linux/memfd.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compat.h"
#include "guest.h"
#include "guest_modes.h"
#include "host.h"
#include "processor.h"
#include "ucall_common.h"
#include "wp.h"

#ifndef MAP_HUGE_SHIFT
#define MAP_HUGE_SHIFT	26
#endif

/*
 * A stage-1 block of normal memory; inner shareable, if the descriptor has a
 * shareability field.
 */
#define GUEST_BLOCK	((1ULL << 10) | ((uint64_t)MT_NORMAL << 2) | 1)
#define GUEST_SHARED	(3ULL << 8)
#define GUEST_TABLE	3ULL

/* IPA of the guest's program, clear of all memory that tests give a guest. */
#define PROGRAM_IPA	(3 * WP_GIB / 2)
#define PROGRAM_SIZE	(4 * WP_MIB)

uint64_t wp_page_size(void)
{
	return getpagesize();
}

uint64_t wp_block_size(int level)
{
	uint64_t size = wp_page_size();

	for (; level < 3; level++)
		size *= wp_page_size() / sizeof(uint64_t);
	return size;
}

uint64_t wp_block_pages(void)
{
	return wp_page_size() / sizeof(uint64_t);
}

uint64_t wp_slot_blocks(const struct test_slot *slot, int level)
{
	uint64_t block = wp_block_size(level);
	uint64_t first = (slot->ipa + block - 1) / block;
	uint64_t end = (slot->ipa + slot->size) / block;

	return end > first ? end - first : 0;
}

/*
 * KVM accepts some capabilities only for VMs without slots, so remove the
 * library's slot meanwhile.
 */
static void enable_without_slots(struct kvm_vm *vm, uint32_t cap, uint64_t arg)
{
	struct userspace_mem_region *region = memslot2region(vm, 0);
	uint64_t ipa = region->region.guest_phys_addr;

	vm_set_user_memory_region(vm, 0, 0, ipa, 0, region->host_mem);
	vm_enable_cap(vm, cap, arg);
	vm_set_user_memory_region(vm, 0, 0, ipa, region->region.memory_size, region->host_mem);
}

static void enable_ring(struct kvm_vm *vm, uint32_t entries)
{
	vm_enable_dirty_ring(vm, entries * sizeof(struct kvm_dirty_gfn));
	enable_without_slots(vm, KVM_CAP_DIRTY_LOG_RING_WITH_BITMAP, 0);
}

/*
 * Choose a mode by what the guest's own tables and registers can address. The
 * host's page size does not matter.
 */
static enum vm_guest_mode mode_for(unsigned int ipa_bits)
{
	if (ipa_bits <= 40)
		return VM_MODE_P40V48_4K;
	return ipa_bits <= 48 ? VM_MODE_P48V48_4K : VM_MODE_P52V48_4K;
}

const char *wp_ipa_missing(unsigned int bits)
{
	static char why[64];

	if (bits <= wp_ipa_limit() && guest_modes[mode_for(bits)].supported)
		return NULL;
	snprintf(why, sizeof(why), "this host has no guests with %u address bits", bits);
	return why;
}

unsigned int wp_ipa_limit(void)
{
	return kvm_check_cap(KVM_CAP_ARM_VM_IPA_SIZE);
}

/* The library's own function would place the program at address 0. */
static struct kvm_vm *vm_with_program(unsigned int ipa_bits)
{
	enum vm_guest_mode mode = mode_for(ipa_bits);
	struct kvm_vm *vm;

	__TEST_REQUIRE(guest_modes[mode].supported, "the guest's CPU has no pages of 4 KiB");
	wp_compat_ipa_bits(ipa_bits);
	vm = ____vm_create(VM_SHAPE(mode));
	wp_compat_ipa_bits(0);
	vm_userspace_mem_region_add(vm, VM_MEM_SRC_ANONYMOUS, PROGRAM_IPA, 0,
				    PROGRAM_SIZE / vm->page_size, 0);
	kvm_vm_elf_load(vm, program_invocation_name);
	ucall_init(vm, PROGRAM_IPA + PROGRAM_SIZE);
	return vm;
}

static struct wp_vm *vm_new(int nr_vcpus, unsigned int ipa_bits, uint32_t ring_entries)
{
	struct wp_vm *wvm = calloc(1, sizeof(*wvm));
	int i;

	TEST_ASSERT(wvm && nr_vcpus <= WP_MAX_VCPUS, "cannot create %d vCPUs", nr_vcpus);
	wvm->nr_vcpus = nr_vcpus;
	wvm->ipa_bits = ipa_bits;
	wvm->vm = vm_with_program(ipa_bits);
	if (ring_entries)
		enable_ring(wvm->vm, ring_entries);

	vm_init_descriptor_tables(wvm->vm);
	for (i = 0; i < nr_vcpus; i++) {
		wvm->vcpu[i] = vm_vcpu_add(wvm->vm, i, wp_guest_main);
		vcpu_init_descriptor_tables(wvm->vcpu[i]);
		vcpu_args_set(wvm->vcpu[i], 1, (uint64_t)i);
	}
	return wvm;
}

struct wp_vm *wp_vm_create(int nr_vcpus)
{
	return vm_new(nr_vcpus, WP_IPA_BITS, 0);
}

struct wp_vm *wp_vm_create_ipa(int nr_vcpus, unsigned int bits)
{
	return vm_new(nr_vcpus, bits, 0);
}

struct wp_vm *wp_vm_create_ring(int nr_vcpus, uint32_t entries)
{
	return vm_new(nr_vcpus, WP_IPA_BITS, entries);
}

const char *wp_eager_missing(uint64_t chunk)
{
	unsigned int sizes = kvm_check_cap(KVM_CAP_ARM_SUPPORTED_BLOCK_SIZES);
	static char why[64];

	/* The capability of the chunk size would be 0 until it is enabled. */
	if (!sizes)
		return "this KVM cannot split eagerly";
	if (sizes & chunk)
		return NULL;
	snprintf(why, sizeof(why), "KVM has no blocks of %lu MiB here",
		 (unsigned long)(chunk / WP_MIB));
	return why;
}

void wp_vm_split_eagerly(struct wp_vm *wvm, uint64_t chunk)
{
	enable_without_slots(wvm->vm, KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE, chunk);
}

static void slot_free(struct test_slot *slot)
{
	if (slot->map)
		munmap(slot->map, slot->map_size);
	if (slot->fd >= 0)
		close(slot->fd);
	free(slot);
}

void wp_vm_destroy(struct wp_vm *wvm)
{
	struct test_slot *slot;

	if (!wvm)
		return;
	kvm_vm_free(wvm->vm);
	while ((slot = wvm->slots)) {
		wvm->slots = slot->next;
		slot_free(slot);
	}
	free(wvm);
}

/*
 * With 52-bit addresses, bits 51:50 of the address replace the shareability
 * field.
 */
static uint64_t guest_block(const struct wp_vm *wvm, uint64_t ipa)
{
	if (wvm->ipa_bits <= 48)
		return ipa | GUEST_BLOCK | GUEST_SHARED;
	return (ipa & GENMASK(49, 12)) | (ipa >> 50) << 8 | GUEST_BLOCK;
}

/*
 * Map in blocks of 1 GiB: page-level stage-1 tables would not fit into the
 * program's slot.
 */
static void guest_map(const struct test_slot *slot)
{
	struct kvm_vm *vm = slot->wvm->vm;
	uint64_t *pgd = addr_gpa2hva(vm, vm->pgd), *entry, *table, at, va;

	for (at = slot->ipa & ~(WP_GIB - 1); at < slot->ipa + slot->size; at += WP_GIB) {
		va = at + slot->va_offset;
		entry = &pgd[va >> 39];
		if (!*entry)
			*entry = vm_alloc_page_table(vm) | GUEST_TABLE;
		table = addr_gpa2hva(vm, *entry & GENMASK(47, 12));
		table[(va >> 30) & 511] = guest_block(slot->wvm, at);
	}
}

/*
 * Map a slot one to one where possible. This excludes the bottom, where the
 * program is mapped, and IPAs above the guest's virtual addresses: such a slot
 * gets addresses in the upper part.
 */
static uint64_t va_offset(uint32_t id, uint64_t ipa)
{
	if (ipa >= WP_GIB && ipa < BIT(46))
		return 0;
	return BIT(46) + id * BIT(40) - (ipa & ~(WP_GIB - 1));
}

static uint64_t backing_unit(enum wp_backing backing)
{
	switch (backing) {
	case WP_THP:
	case WP_HUGETLB_L2:
		return wp_block_size(2);
	case WP_HUGETLB_L1:
		return wp_block_size(1);
	default:
		return wp_page_size();
	}
}

static int backing_fd(enum wp_backing backing, size_t size)
{
	int fd;

	if (backing != WP_MEMFD)
		return -1;
	fd = memfd_create("kvm_arm_wp", MFD_CLOEXEC);
	TEST_ASSERT(fd >= 0 && !ftruncate(fd, size), "cannot create shared memory");
	return fd;
}

static int backing_flags(enum wp_backing backing)
{
	switch (backing) {
	case WP_MEMFD:
		return MAP_SHARED;
	case WP_HUGETLB_L2:
	case WP_HUGETLB_L1:
		return MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB |
		       __builtin_ctzll(backing_unit(backing)) << MAP_HUGE_SHIFT;
	default:
		return MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	}
}

static enum wp_backing had(enum wp_backing backing)
{
	return backing == WP_THP && wp_thp_missing() ? WP_HUGETLB_L2 : backing;
}

/*
 * Reserve room to move the start to an address congruent to @ipa. The kernel
 * aligns huge pages itself.
 */
static bool slot_map(struct test_slot *slot, enum wp_backing backing)
{
	uint64_t unit = backing_unit(backing), offset = slot->ipa & (unit - 1);
	bool hugetlb = backing == WP_HUGETLB_L2 || backing == WP_HUGETLB_L1;

	slot->map_size = (offset + slot->size + unit - 1) & ~(unit - 1);
	if (hugetlb)
		wp_hugetlb_reserve(unit, slot->map_size / unit);
	else
		slot->map_size += unit;
	slot->fd = backing_fd(backing, slot->map_size);
	slot->map = mmap(NULL, slot->map_size, PROT_READ | PROT_WRITE,
			 backing_flags(backing), slot->fd, 0);
	if (slot->map == MAP_FAILED) {
		slot->map = NULL;
		return false;
	}
	slot->hva = (void *)((((uintptr_t)slot->map + unit - 1) & ~(unit - 1)) + offset);
	if (backing == WP_THP)
		madvise(slot->map, slot->map_size, MADV_HUGEPAGE);
	else if (backing == WP_PAGES)
		madvise(slot->map, slot->map_size, MADV_NOHUGEPAGE);
	return true;
}

uint8_t *wp_blocks_map(uint64_t size)
{
	struct test_slot blocks = { .size = size, .fd = -1 };

	return slot_map(&blocks, had(WP_THP)) ? blocks.hva : NULL;
}

static struct test_slot *slot_new(struct wp_vm *wvm, uint32_t id, uint64_t ipa, uint64_t size)
{
	struct test_slot *slot = calloc(1, sizeof(*slot));

	TEST_ASSERT(slot, "out of memory");
	slot->wvm = wvm;
	slot->id = id;
	slot->ipa = ipa;
	slot->va_offset = va_offset(id, ipa);
	slot->size = size;
	slot->fd = -1;
	return slot;
}

static struct test_slot *slot_attach(struct test_slot *slot, uint32_t flags)
{
	int err = wp_slot_set_flags(slot, flags);

	TEST_ASSERT(!err, "KVM refuses slot %u: %s", slot->id, strerror(err));
	guest_map(slot);
	slot->next = slot->wvm->slots;
	slot->wvm->slots = slot;
	return slot;
}

struct test_slot *wp_slot_add(struct wp_vm *wvm, uint32_t id, enum wp_backing backing,
			      uint64_t ipa, uint64_t size, uint32_t flags)
{
	struct test_slot *slot = slot_new(wvm, id, ipa, size);

	if (!slot_map(slot, had(backing))) {
		slot_free(slot);
		return NULL;
	}
	return slot_attach(slot, flags);
}

struct test_slot *wp_slot_add_hva(struct wp_vm *wvm, uint32_t id, void *hva,
				  uint64_t ipa, uint64_t size, uint32_t flags)
{
	struct test_slot *slot = slot_new(wvm, id, ipa, size);

	slot->hva = hva;
	return slot_attach(slot, flags);
}

void wp_slot_keep_young(const struct test_slot *slot)
{
	wp_damon_stop();
	TEST_ASSERT(!mlock2(slot->hva, slot->size, MLOCK_ONFAULT), "cannot lock the memory: %s",
		    strerror(errno));
}

int wp_slot_ioctl(const struct test_slot *slot, uint32_t flags, uint64_t ipa, uint64_t size)
{
	if (__vm_set_user_memory_region(slot->wvm->vm, slot->id, flags, ipa, size, slot->hva))
		return errno;
	return 0;
}

int wp_slot_set_flags(struct test_slot *slot, uint32_t flags)
{
	int err = wp_slot_ioctl(slot, flags, slot->ipa, slot->size);

	if (!err)
		slot->flags = flags;
	return err;
}

int wp_slot_log(struct test_slot *slot, bool on)
{
	uint32_t flags = slot->flags & ~KVM_MEM_LOG_DIRTY_PAGES;

	return wp_slot_set_flags(slot, flags | (on ? KVM_MEM_LOG_DIRTY_PAGES : 0));
}
