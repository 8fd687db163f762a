/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage-2 tables as they really are, by way of the test module kvm_arm_wp_dump; and how often
 * guests fault on them.
 */
#ifndef SELFTESTS_LIB_STAGE2_H
#define SELFTESTS_LIB_STAGE2_H

#include <linux/bits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wp_slot;
struct wp_vm;

#define WP_DUMP_FILE	"/sys/kernel/debug/kvm_arm_wp_dump"

#define WP_PTE_VALID	BIT_ULL(0)
#define WP_PTE_TABLE	BIT_ULL(1)	/* set in a level 3 leaf, clear in a block */
#define WP_S2_R		BIT_ULL(6)
#define WP_S2_W		BIT_ULL(7)
#define WP_S2_AF	BIT_ULL(10)

/**
 * struct wp_leaf - one non-zero leaf entry of a stage-2 table
 * @ipa: first address that it maps
 * @desc: the descriptor as it stands in the table
 * @level: 1 and 2 are blocks, 3 is a page
 */
struct wp_leaf {
	uint64_t ipa;
	uint64_t desc;
	int level;
};

/**
 * struct wp_dump - the leaves of a range, in order of their address
 * @start_level: of the table; there may be up to 16 tables of that level side by side
 * @ia_bits: size of the address space
 * @nr: how many
 * @leaf: them
 */
struct wp_dump {
	int start_level;
	int ia_bits;
	size_t nr;
	struct wp_leaf leaf[];
};

/**
 * wp_dump() - read a range of a guest's stage-2 table
 * @wvm: the guest
 * @ipa: first address
 * @size: bytes
 *
 * Return: to be given to free().
 */
struct wp_dump *wp_dump(const struct wp_vm *wvm, uint64_t ipa, uint64_t size);

/**
 * wp_dump_slot() - read a slot's part of the table
 */
struct wp_dump *wp_dump_slot(const struct wp_slot *slot);

/**
 * wp_slot_unchanged() - does a slot's part of the table look as before, to the bit?
 * @slot: the slot
 * @before: from wp_dump_slot()
 */
bool wp_slot_unchanged(const struct wp_slot *slot, const struct wp_dump *before);

/**
 * wp_slot_forget() - have KVM unmap a slot
 * @slot: all of it may be read and written by the host afterwards
 *
 * The host keeps the memory: the guest will find it where it was.
 */
void wp_slot_forget(const struct wp_slot *slot);

/**
 * wp_dump_count() - leaves of one level
 * @dump: what was read
 * @level: 1 to 3
 * @set: bits of the descriptor that must be set
 * @clear: bits that must be clear
 */
size_t wp_dump_count(const struct wp_dump *dump, int level, uint64_t set, uint64_t clear);

/**
 * wp_pa() - the physical address that a leaf maps to
 * @leaf: the leaf
 *
 * Takes the classic layout (48 bits, no LPA2 or 64K + 52 bit rearrangement): enough for hosts whose
 * memory ends below 256 TiB, where the rearranged bits are zero.
 */
uint64_t wp_pa(const struct wp_leaf *leaf);

/*
 * Stage-2 faults.
 */

/**
 * struct wp_faults - counters of stage-2 faults
 * @cpus: how many CPUs the machine can have
 * @fd: an event for each, -1 where it is offline
 */
struct wp_faults {
	int cpus;
	int fd[];
};

/**
 * wp_faults_open() - start counting stage-2 faults of vCPUs that the calling thread runs
 * @ipa: first address
 * @size: bytes
 *
 * Return: for wp_faults_read() and wp_faults_close().
 */
struct wp_faults *wp_faults_open(uint64_t ipa, uint64_t size);

/**
 * wp_faults_read() - faults so far
 */
uint64_t wp_faults_read(const struct wp_faults *faults);

/**
 * wp_faults_close() - stop counting
 */
void wp_faults_close(struct wp_faults *faults);

#endif
