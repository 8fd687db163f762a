/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of kvm_arm_wp share: guests with memory of a chosen kind, small programs for the
 * guest to run, the module's debugfs files, the stage-2 tables as they really are, and a count of
 * stage-2 faults.
 *
 * Guest memory is mapped one to one in the guest (virtual address == IPA). The guest is driven by
 * calls: the host names a function and its arguments, the guest runs it and comes back.
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
#include "dirty.h"
#include "host.h"
#include "random.h"
#include "ring.h"
#include "round.h"
#include "stage2.h"

#define WP_MAX_VCPUS	8
#define WP_GIB		BIT(30)
#define WP_MIB		BIT(20)
/* Where a test puts its first slot: clear of the guest's program, and a multiple of its blocks. */
#define WP_IPA		(4 * WP_GIB)
/* Of a guest's physical address, unless said otherwise: what KVM has always offered. */
#define WP_IPA_BITS	40

/*
 * What a test cannot do without.
 */

#define WP_NEED_MODULE	BIT(0)	/* kvm_arm_wp is loaded, debugfs is mounted */
#define WP_NEED_DUMP	BIT(1)	/* so is the test module that shows stage-2 tables */
#define WP_NEED_FAULTS	BIT(2)	/* the kvm_guest_fault tracepoint can be counted */
#define WP_NEED_CGROUP	BIT(3)	/* cgroup v2 with its memory controller */
#define WP_NEED_TAKEOVER BIT(4)	/* the module can serve KVM's own passes */
#define WP_NEED_UNLOADED BIT(5)	/* the modules are there to be loaded, and are not */

/**
 * wp_missing() - why a test cannot run here
 * @needs: WP_NEED_* bits
 *
 * Return: a sentence for a SKIP line, NULL when nothing is missing.
 */
const char *wp_missing(unsigned int needs);

/**
 * wp_require() - end the program as skipped, and say why, when none of its tests can run
 * @needs: WP_NEED_* bits
 *
 * For main(): the harness itself would report success when each test skips.
 */
void wp_require(unsigned int needs);

/*
 * Sizes of stage-2 mappings, which depend on the host's page size.
 */

/**
 * wp_page_size() - what a level 3 entry maps
 */
uint64_t wp_page_size(void);

/**
 * wp_block_size() - what a block maps
 * @level: 1 or 2
 */
uint64_t wp_block_size(int level);

/**
 * wp_block_pages() - how many pages there are in a block of level 2
 *
 * That is also how many entries a table has.
 */
uint64_t wp_block_pages(void);

/**
 * wp_block_missing() - why a guest cannot have huge pages of the host as blocks
 * @level: 1 or 2
 * @nr: how many huge pages it takes; set aside here, see wp_hugetlb_reserve()
 *
 * Return: a sentence for a SKIP line, NULL when it can.
 */
const char *wp_block_missing(int level, unsigned int nr);

/**
 * wp_ipa_limit() - how many bits of a guest's physical address this host offers
 */
unsigned int wp_ipa_limit(void);

/**
 * wp_ipa_missing() - why a guest cannot have so many
 * @bits: at least 32
 *
 * Return: a sentence for a SKIP line, NULL when it can.
 */
const char *wp_ipa_missing(unsigned int bits);

/*
 * Guests and their memory.
 */

/**
 * enum wp_backing - the host memory behind a slot
 * @WP_PAGES: anonymous memory, transparent huge pages refused
 * @WP_THP: anonymous memory with transparent huge pages; on a kernel without them as WP_HUGETLB_L2
 * @WP_MEMFD: shared memory, pages
 * @WP_HUGETLB_L2: huge pages the size of a level 2 block
 * @WP_HUGETLB_L1: huge pages the size of a level 1 block
 */
enum wp_backing {
	WP_PAGES,
	WP_THP,
	WP_MEMFD,
	WP_HUGETLB_L2,
	WP_HUGETLB_L1,
};

/**
 * struct wp_slot - one memory slot of a guest
 * @wvm: the guest
 * @id: slot number; 0 belongs to the library
 * @flags: KVM_MEM_* in force
 * @ipa: first address; need not be a multiple of any block
 * @va_offset: what to add for the guest's virtual address; 0 but at the ends of the address space
 * @size: bytes
 * @period: after so many bytes the same memory comes again; 0 if it never does
 * @hva: the host's view of @ipa, congruent to @ipa modulo the block size of the backing
 * @map: what to unmap in the end, NULL if the memory is not ours
 * @map_size: bytes at @map
 * @fd: file behind shared memory, or -1
 * @next: next slot of the same guest
 */
struct wp_slot {
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
	struct wp_slot *next;
};

/**
 * struct wp_vm - a guest
 * @vm: the library's view
 * @vcpu: its vCPUs
 * @thread: what runs the calls started with wp_call_start()
 * @nr_vcpus: entries of @vcpu in use
 * @ipa_bits: size of its physical address space
 * @slots: all slots made with wp_slot_add()
 */
struct wp_vm {
	struct kvm_vm *vm;
	struct kvm_vcpu *vcpu[WP_MAX_VCPUS];
	pthread_t thread[WP_MAX_VCPUS];
	int nr_vcpus;
	unsigned int ipa_bits;
	struct wp_slot *slots;
};

/**
 * wp_vm_create() - a guest that waits for calls
 * @nr_vcpus: at most WP_MAX_VCPUS
 */
struct wp_vm *wp_vm_create(int nr_vcpus);

/**
 * wp_vm_create_ipa() - a guest with a physical address space of its own size
 * @nr_vcpus: at most WP_MAX_VCPUS
 * @bits: of an address; see wp_ipa_missing()
 */
struct wp_vm *wp_vm_create_ipa(int nr_vcpus, unsigned int bits);

/**
 * wp_vm_create_ring() - a guest whose vCPUs log what they write in dirty rings
 * @nr_vcpus: at most WP_MAX_VCPUS
 * @entries: of each ring, a power of two; a vCPU that fills its ring ends the test
 *
 * With the companion bitmap for what KVM itself writes: without it stock KVM loses pages.
 */
struct wp_vm *wp_vm_create_ring(int nr_vcpus, uint32_t entries);

/**
 * wp_eager_missing() - why KVM cannot be asked to split eagerly
 * @chunk: bytes to split at a time
 *
 * Return: a sentence for a SKIP line, NULL when it can.
 */
const char *wp_eager_missing(uint64_t chunk);

/**
 * wp_vm_split_eagerly() - ask for KVM's own eager splitting
 * @wvm: a guest that has not run and has no slots but the library's
 * @chunk: bytes to split at a time
 */
void wp_vm_split_eagerly(struct wp_vm *wvm, uint64_t chunk);

/**
 * wp_vm_destroy() - end the guest, free its memory
 * @wvm: may be NULL
 */
void wp_vm_destroy(struct wp_vm *wvm);

/**
 * wp_hugetlb_reserve() - have the kernel set huge pages aside
 * @size: of one huge page
 * @nr: how many must be free
 *
 * The number configured before is put back when the test program ends.
 *
 * Return: true when that many are free now.
 */
bool wp_hugetlb_reserve(uint64_t size, unsigned int nr);

/**
 * wp_slot_add() - give a guest memory
 * @wvm: the guest
 * @id: a free slot number above 0
 * @backing: kind of host memory
 * @ipa: where the guest sees it
 * @size: bytes
 * @flags: KVM_MEM_* for the new slot
 *
 * The memory is not populated. Nothing maps it in stage 2 until the guest touches it.
 *
 * Return: the slot, or NULL when the host has no such memory (say SKIP then).
 */
struct wp_slot *wp_slot_add(struct wp_vm *wvm, uint32_t id, enum wp_backing backing,
			    uint64_t ipa, uint64_t size, uint32_t flags);

/**
 * wp_blocks_map() - anonymous memory in blocks of level 2, for wp_slot_add_hva()
 * @size: bytes
 *
 * It stays mapped until the program ends.
 *
 * Return: memory on the boundary of a block, or NULL.
 */
uint8_t *wp_blocks_map(uint64_t size);

/**
 * wp_slot_add_hva() - a slot over memory that the caller has mapped
 * @wvm: the guest
 * @id: a free slot number above 0
 * @hva: the memory, which stays the caller's
 * @ipa: where the guest sees it
 * @size: bytes
 * @flags: KVM_MEM_* for the new slot
 */
struct wp_slot *wp_slot_add_hva(struct wp_vm *wvm, uint32_t id, void *hva,
				uint64_t ipa, uint64_t size, uint32_t flags);

/**
 * wp_slot_add_repeated() - a slot of many blocks over few huge pages
 * @wvm: the guest
 * @id: a free slot number above 0
 * @real: huge pages of the size of a level 2 block, which the guest sees over and over
 * @ipa: where the guest sees them, a multiple of their size
 * @size: bytes, a multiple of all of them together
 *
 * The pattern is that of the first view, in all of them.
 *
 * Return: the slot, or NULL when the host has no such huge pages (say SKIP then).
 */
struct wp_slot *wp_slot_add_repeated(struct wp_vm *wvm, uint32_t id, unsigned int real,
				     uint64_t ipa, uint64_t size);

/**
 * wp_slot_keep_young() - see to it that the access flags of a slot's mappings stay set
 *
 * What looks for memory that has not been used for a while clears them, at any time. Reclaim leaves
 * the memory of a locked mapping alone, and DAMON can be switched off. Locked memory can no longer
 * be given back with MADV_DONTNEED, so do that before.
 */
void wp_slot_keep_young(const struct wp_slot *slot);

/**
 * wp_slot_ioctl() - KVM_SET_USER_MEMORY_REGION with everything said by the caller
 * @slot: the slot; unchanged by this call
 * @flags: KVM_MEM_*
 * @ipa: other than the slot's moves it
 * @size: 0 deletes it
 *
 * Return: 0 or errno.
 */
int wp_slot_ioctl(const struct wp_slot *slot, uint32_t flags, uint64_t ipa, uint64_t size);

/**
 * wp_slot_set_flags() - change a slot's flags, remember them if that worked
 * @slot: the slot
 * @flags: KVM_MEM_*
 *
 * Return: 0 or errno.
 */
int wp_slot_set_flags(struct wp_slot *slot, uint32_t flags);

/**
 * wp_slot_log() - switch dirty logging
 * @slot: the slot
 * @on: or off
 *
 * Return: 0 or errno.
 */
int wp_slot_log(struct wp_slot *slot, bool on);

/**
 * wp_slot_pages() - how many host pages a slot has
 */
static inline uint64_t wp_slot_pages(const struct wp_slot *slot)
{
	return slot->size / wp_page_size();
}

/**
 * wp_slot_blocks() - how many whole blocks of a level a slot can hold
 */
uint64_t wp_slot_blocks(const struct wp_slot *slot, int level);

/*
 * Programs for the guest.
 */

/**
 * struct wp_call - arguments and result of a function that runs in the guest
 * @fn: the function
 * @ipa: first address; where slots are not mapped one to one, the virtual one
 * @size: bytes
 * @period: of a slot's memory, or 0
 * @stride: distance of two accesses
 * @salt: goes into the pattern, see wp_pattern()
 * @stop: set by the host: return soon
 * @progress: counted up by the guest, for the host to wait on
 * @result: what @fn returned
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
 * wp_pattern() - the word that belongs at an address
 * @ipa: the address
 * @salt: tells one generation of contents from the next
 *
 * No two addresses share a word, so that a page in the wrong place is noticed.
 */
static inline uint64_t wp_pattern(uint64_t ipa, uint64_t salt)
{
	return (ipa + 1) * 0x9e3779b97f4a7c15ULL ^ salt * 0xd1342543de82ef95ULL;
}

/* Functions for struct wp_call: read words; write the pattern; count words that differ from it. */
uint64_t wp_guest_read(struct wp_call *call);
uint64_t wp_guest_write(struct wp_call *call);
uint64_t wp_guest_check(struct wp_call *call);

/**
 * wp_call() - run a function in the guest and wait for it
 * @wvm: the guest
 * @cpu: index of the vCPU
 * @call: function and arguments; not changed
 *
 * Return: what the function returned.
 */
uint64_t wp_call(struct wp_vm *wvm, int cpu, const struct wp_call *call);

/**
 * wp_call_start() - run a function in the guest from a thread
 * @wvm: the guest
 * @cpu: index of the vCPU
 * @call: function and arguments; copied
 *
 * Return: the guest's copy, to set stop in or to watch progress; valid until the join.
 */
struct wp_call *wp_call_start(struct wp_vm *wvm, int cpu, const struct wp_call *call);

/**
 * wp_call_join() - ask the function to stop and wait until it has
 * @wvm: the guest
 * @cpu: index of the vCPU
 *
 * Return: what the function returned.
 */
uint64_t wp_call_join(struct wp_vm *wvm, int cpu);

/**
 * wp_slot_call() - a call about a slot, all of it, with a word in each page
 * @slot: the slot
 * @fn: the function
 * @salt: for the pattern
 */
struct wp_call wp_slot_call(const struct wp_slot *slot, uint64_t (*fn)(struct wp_call *call),
			    uint64_t salt);

/**
 * wp_slot_read() - the guest reads one word in each page of a slot
 */
void wp_slot_read(const struct wp_slot *slot);

/**
 * wp_slot_write() - the guest writes the pattern to one word in each page
 */
void wp_slot_write(const struct wp_slot *slot, uint64_t salt);

/**
 * wp_slot_write_every() - the guest writes the pattern to one word in each @stride bytes
 */
void wp_slot_write_every(const struct wp_slot *slot, uint64_t stride, uint64_t salt);

/**
 * wp_slot_fill() - the guest writes the pattern to one word in each page that the host has
 *
 * Maps each block, but where the same memory comes again not each page.
 */
void wp_slot_fill(const struct wp_slot *slot, uint64_t salt);

/**
 * wp_slot_check() - how many pages' words differ from the pattern, as the guest sees them
 */
uint64_t wp_slot_check(const struct wp_slot *slot, uint64_t salt);

/**
 * wp_slot_check_host() - the same as the host sees them
 */
uint64_t wp_slot_check_host(const struct wp_slot *slot, uint64_t salt);

#endif
