/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The library of the kvm_arm_wp tests: guests with memory of a chosen kind,
 * small programs for the guest, the module's debugfs files, the actual stage-2
 * tables, and a count of stage-2 faults.
 *
 * Guest memory is mapped one to one in the guest (virtual address == IPA). The
 * host drives the guest by calls: it names a function and its arguments, and
 * the guest runs the function and returns.
 */
#ifndef SELFTESTS_LIB_WP_H
#define SELFTESTS_LIB_WP_H

#include <linux/bits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kvm_util.h"

#include "debugfs.h"
#include "fault.h"
#include "dirty.h"
#include "host.h"
#include "random.h"
#include "ring.h"
#include "round.h"
#include "stage2.h"

#define WP_MAX_VCPUS	8
#define WP_GIB		BIT(30)
#define WP_MIB		BIT(20)
/*
 * IPA of a test's first slot: clear of the guest's program and aligned to a
 * block.
 */
#define WP_IPA		(4 * WP_GIB)
/* Default size of an IPA, which KVM has always supported. */
#define WP_IPA_BITS	40

/* Sizes of stage-2 mappings, which depend on the host's page size. */

/**
 * wp_page_size() - bytes that a level 3 entry maps
 */
uint64_t wp_page_size(void);

/**
 * wp_block_size() - bytes that a block maps
 * @level: 1 or 2
 */
uint64_t wp_block_size(int level);

/**
 * wp_block_pages() - number of pages in a level 2 block
 *
 * This is also the number of entries in a table.
 */
uint64_t wp_block_pages(void);

/**
 * wp_ipa_limit() - get the largest IPA size of this host in bits
 */
unsigned int wp_ipa_limit(void);

/**
 * wp_ipa_missing() - say why a guest cannot have this IPA size
 * @bits: IPA size in bits, at least 32
 *
 * Return: a sentence for a SKIP line; NULL if it can.
 */
const char *wp_ipa_missing(unsigned int bits);

/*
 * Guests and their memory.
 */

/**
 * enum wp_backing - the host memory behind a slot
 * @WP_PAGES: anonymous memory, no transparent huge pages
 * @WP_THP: anonymous memory with transparent huge pages; WP_HUGETLB_L2 on a
 *     kernel without them
 * @WP_MEMFD: shared memory in pages
 * @WP_HUGETLB_L2: hugetlb pages of the size of a level 2 block
 * @WP_HUGETLB_L1: hugetlb pages of the size of a level 1 block
 */
enum wp_backing {
	WP_PAGES,
	WP_THP,
	WP_MEMFD,
	WP_HUGETLB_L2,
	WP_HUGETLB_L1,
};

/**
 * struct test_slot - one memory slot of a guest
 * @wvm: the guest
 * @id: slot number; the library uses 0
 * @flags: KVM_MEM_* in force
 * @ipa: start address; need not be block-aligned
 * @va_offset: guest virtual address minus IPA; 0 except at both ends of the
 *     address space
 * @size: bytes
 * @period: bytes after which the same memory repeats; 0 if it never does
 * @hva: host address of @ipa, congruent to @ipa modulo the block size of the
 *     backing
 * @map: mapping to unmap at the end; NULL if the caller owns the memory
 * @map_size: bytes at @map
 * @fd: file behind shared memory, or -1
 * @next: next slot of the same guest
 */
struct test_slot {
	struct wp_vm *wvm;
	uint32_t id;
	uint32_t flags;
	uint64_t ipa;
	uint64_t va_offset;
	uint64_t size;
	uint64_t period;
	uint8_t *hva;
	void *map;
	size_t map_size;
	int fd;
	struct test_slot *next;
};

/**
 * struct wp_vm - a guest
 * @vm: the library's structure
 * @vcpu: its vCPUs
 * @thread: threads that run the calls started with wp_call_start()
 * @nr_vcpus: number of entries of @vcpu in use
 * @ipa_bits: size of an IPA in bits
 * @slots: all slots added with wp_slot_add()
 */
struct wp_vm {
	struct kvm_vm *vm;
	struct kvm_vcpu *vcpu[WP_MAX_VCPUS];
	pthread_t thread[WP_MAX_VCPUS];
	int nr_vcpus;
	unsigned int ipa_bits;
	struct test_slot *slots;
};

/**
 * wp_vm_create() - create a guest that waits for calls
 * @nr_vcpus: at most WP_MAX_VCPUS
 */
struct wp_vm *wp_vm_create(int nr_vcpus);

/**
 * wp_vm_create_ipa() - create a guest with a chosen IPA size
 * @nr_vcpus: at most WP_MAX_VCPUS
 * @bits: IPA size in bits; see wp_ipa_missing()
 */
struct wp_vm *wp_vm_create_ipa(int nr_vcpus, unsigned int bits);

/**
 * wp_vm_create_ring() - create a guest whose vCPUs have dirty rings
 * @nr_vcpus: at most WP_MAX_VCPUS
 * @entries: size of each ring, a power of two; a vCPU that fills its ring ends
 *     the test
 *
 * Enables the bitmap for KVM's own writes, too: without it stock KVM loses
 * pages.
 */
struct wp_vm *wp_vm_create_ring(int nr_vcpus, uint32_t entries);

/**
 * wp_eager_missing() - say why KVM cannot split eagerly
 * @chunk: bytes to split at a time
 *
 * Return: a sentence for a SKIP line; NULL if it can.
 */
const char *wp_eager_missing(uint64_t chunk);

/**
 * wp_vm_split_eagerly() - enable KVM's own eager splitting
 * @wvm: a guest that has not run and has only the library's slots
 * @chunk: bytes to split at a time
 */
void wp_vm_split_eagerly(struct wp_vm *wvm, uint64_t chunk);

/**
 * wp_vm_destroy() - destroy the guest and free its memory
 * @wvm: may be NULL
 */
void wp_vm_destroy(struct wp_vm *wvm);

/**
 * wp_slot_add() - add a slot with new memory
 * @wvm: the guest
 * @id: a free slot number above 0
 * @backing: kind of host memory
 * @ipa: start address
 * @size: bytes
 * @flags: KVM_MEM_* for the new slot
 *
 * The memory is not populated. Stage 2 does not map it until the guest accesses
 * it.
 *
 * Return: the slot; NULL if the host has no such memory, in which case the
 * caller skips the test.
 */
struct test_slot *wp_slot_add(struct wp_vm *wvm, uint32_t id, enum wp_backing backing,
			      uint64_t ipa, uint64_t size, uint32_t flags);

/**
 * wp_blocks_map() - map anonymous memory in level 2 blocks
 * @size: bytes
 *
 * For wp_slot_add_hva().
 * The memory stays mapped until the program ends.
 *
 * Return: block-aligned memory, or NULL.
 */
uint8_t *wp_blocks_map(uint64_t size);

/**
 * wp_slot_add_hva() - add a slot with the caller's memory
 * @wvm: the guest
 * @id: a free slot number above 0
 * @hva: the memory, which the caller owns
 * @ipa: start address
 * @size: bytes
 * @flags: KVM_MEM_* for the new slot
 */
struct test_slot *wp_slot_add_hva(struct wp_vm *wvm, uint32_t id, void *hva,
				  uint64_t ipa, uint64_t size, uint32_t flags);

/**
 * wp_slot_add_repeated() - add a slot of many blocks backed by few huge pages
 * @wvm: the guest
 * @id: a free slot number above 0
 * @real: number of huge pages of the size of a level 2 block; the slot maps
 *     them repeatedly
 * @ipa: start address, block-aligned
 * @size: bytes, a multiple of the size of all @real huge pages
 *
 * Each repetition holds the pattern of the first one.
 *
 * Return: the slot; NULL if the host has no such huge pages, in which case the
 * caller skips the test.
 */
struct test_slot *wp_slot_add_repeated(struct wp_vm *wvm, uint32_t id, unsigned int real,
				       uint64_t ipa, uint64_t size);

/**
 * wp_slot_keep_young() - keep the access flags of a slot's mappings set
 *
 * The kernel can clear them at any time to find unused memory. Reclaim skips
 * locked memory, and DAMON can be stopped. Locked memory cannot be freed with
 * MADV_DONTNEED, so do that before.
 */
void wp_slot_keep_young(const struct test_slot *slot);

/**
 * wp_slot_ioctl() - call KVM_SET_USER_MEMORY_REGION
 * @slot: the slot; not updated
 * @flags: KVM_MEM_*
 * @ipa: start address; a new address moves the slot
 * @size: bytes; 0 deletes the slot
 *
 * Return: 0 or errno.
 */
int wp_slot_ioctl(const struct test_slot *slot, uint32_t flags, uint64_t ipa, uint64_t size);

/**
 * wp_slot_set_flags() - change a slot's flags and update @slot
 * @slot: the slot
 * @flags: KVM_MEM_*
 *
 * Return: 0 or errno.
 */
int wp_slot_set_flags(struct test_slot *slot, uint32_t flags);

/**
 * wp_slot_log() - switch dirty logging on or off
 * @slot: the slot
 * @on: true for on
 *
 * Return: 0 or errno.
 */
int wp_slot_log(struct test_slot *slot, bool on);

/**
 * wp_slot_pages() - number of host pages in a slot
 */
static inline uint64_t wp_slot_pages(const struct test_slot *slot)
{
	return slot->size / wp_page_size();
}

/**
 * wp_slot_blocks() - number of whole blocks of a level in a slot
 */
uint64_t wp_slot_blocks(const struct test_slot *slot, int level);

/*
 * Programs for the guest.
 */

/**
 * struct wp_call - arguments and result of a function that runs in the guest
 * @fn: the function
 * @ipa: first address; the virtual one, where slots are not mapped one to one
 * @size: bytes
 * @period: bytes after which the slot's memory repeats, or 0
 * @stride: bytes between two accesses
 * @salt: part of the pattern, see wp_pattern()
 * @stop: set by the host to make @fn return soon
 * @progress: incremented by the guest, for the host to wait on
 * @result: return value of @fn
 */
struct wp_call {
	uint64_t (*fn)(struct wp_call *call);
	uint64_t ipa;
	uint64_t size;
	uint64_t period;
	uint64_t stride;
	uint64_t salt;
	uint64_t stop;
	uint64_t progress;
	uint64_t result;
};

/**
 * wp_pattern() - get the expected word at an address
 * @ipa: the address
 * @salt: distinguishes generations of content
 *
 * No two addresses have the same word, so that a page in the wrong place is
 * found.
 */
static inline uint64_t wp_pattern(uint64_t ipa, uint64_t salt)
{
	return (ipa + 1) * 0x9e3779b97f4a7c15ULL ^ salt * 0xd1342543de82ef95ULL;
}

/*
 * Functions for struct wp_call: read the words, write the pattern, count the
 * words that differ from it.
 */
uint64_t wp_guest_read(struct wp_call *call);
uint64_t wp_guest_write(struct wp_call *call);
uint64_t wp_guest_check(struct wp_call *call);

/**
 * wp_call() - run a function in the guest and wait for it
 * @wvm: the guest
 * @cpu: index of the vCPU
 * @call: function and arguments; not changed
 *
 * Return: the function's return value.
 */
uint64_t wp_call(struct wp_vm *wvm, int cpu, const struct wp_call *call);

/**
 * wp_call_start() - run a function in the guest from a new thread
 * @wvm: the guest
 * @cpu: index of the vCPU
 * @call: function and arguments; copied
 *
 * Return: the guest's copy, whose stop and progress the caller can use until
 * wp_call_join().
 */
struct wp_call *wp_call_start(struct wp_vm *wvm, int cpu, const struct wp_call *call);

/**
 * wp_call_join() - ask the function to stop and wait until it has returned
 * @wvm: the guest
 * @cpu: index of the vCPU
 *
 * Return: the function's return value.
 */
uint64_t wp_call_join(struct wp_vm *wvm, int cpu);

/**
 * wp_slot_call() - make a call that covers one word in each page of a slot
 * @slot: the slot
 * @fn: the function
 * @salt: for the pattern
 */
struct wp_call wp_slot_call(const struct test_slot *slot, uint64_t (*fn)(struct wp_call *call),
			    uint64_t salt);

/**
 * wp_slot_read() - read one word in each page of a slot, in the guest
 */
void wp_slot_read(const struct test_slot *slot);

/**
 * wp_slot_write() - write one word in each page of a slot, in the guest
 */
void wp_slot_write(const struct test_slot *slot, uint64_t salt);

/**
 * wp_slot_write_every() - write one word in each @stride bytes, in the guest
 */
void wp_slot_write_every(const struct test_slot *slot, uint64_t stride, uint64_t salt);

/**
 * wp_slot_write_nth() - write one word in every @nth page, in the guest
 * @slot: the slot
 * @nth: distance of two pages; the first page of the slot is written
 * @salt: for the pattern
 * @expected: receives a bitmap of the written pages; may be NULL
 *
 * Return: number of pages written.
 */
uint64_t wp_slot_write_nth(const struct test_slot *slot, uint64_t nth, uint64_t salt,
			   unsigned long *expected);

/**
 * wp_slot_fill() - write one word in each page of host memory, in the guest
 *
 * If the slot repeats its memory, this maps each block but not each page.
 */
void wp_slot_fill(const struct test_slot *slot, uint64_t salt);

/**
 * wp_slot_check() - count the pages whose word is wrong, as seen by the guest
 */
uint64_t wp_slot_check(const struct test_slot *slot, uint64_t salt);

/**
 * wp_slot_check_host() - count the pages whose word is wrong, as seen by the
 * host
 */
uint64_t wp_slot_check_host(const struct test_slot *slot, uint64_t salt);

#endif
