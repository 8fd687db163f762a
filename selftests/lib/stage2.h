/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads a guest's actual stage-2 tables, through the test module
 * kvm_arm_wp_dump, and counts its stage-2 faults.
 */
#ifndef SELFTESTS_LIB_STAGE2_H
#define SELFTESTS_LIB_STAGE2_H

#include <linux/bits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test_slot;
struct wp_vm;

#define WP_DUMP_FILE	"/sys/kernel/debug/kvm_arm_wp_dump"

#define WP_PTE_VALID	BIT_ULL(0)
#define WP_PTE_TABLE	BIT_ULL(1)	/* set in pages, clear in blocks */
#define WP_S2_R		BIT_ULL(6)
#define WP_S2_W		BIT_ULL(7)
#define WP_S2_AF	BIT_ULL(10)
#define WP_S2_MARK	BIT_ULL(57)	/* the module's: only the log took WP_S2_W */

/**
 * struct wp_leaf - one non-zero leaf entry of a stage-2 table
 * @ipa: first address that the leaf maps
 * @desc: the descriptor as stored in the table
 * @level: 1 and 2 for blocks, 3 for pages
 */
struct wp_leaf {
	uint64_t ipa;
	uint64_t desc;
	int level;
};

/**
 * struct wp_dump - the leaves of a range, in ascending order of their IPA
 * @start_level: level of the root; the root can be up to 16 concatenated tables
 * @ia_bits: bits of an IPA
 * @nr: number of entries in @leaf
 * @leaf: the leaves
 */
struct wp_dump {
	int start_level;
	int ia_bits;
	size_t nr;
	struct wp_leaf leaf[];
};

/**
 * wp_dump() - read the leaves of a range of a guest's stage-2 table
 * @wvm: the guest
 * @ipa: first address
 * @size: bytes
 *
 * Return: the leaves, to be freed with free().
 */
struct wp_dump *wp_dump(const struct wp_vm *wvm, uint64_t ipa, uint64_t size);

/**
 * wp_dump_slot() - read all leaves of a slot
 */
struct wp_dump *wp_dump_slot(const struct test_slot *slot);

/**
 * wp_leaf_same() - compare a leaf with one that KVM has made
 *
 * They may differ in WP_S2_MARK, which KVM neither sets nor reads.
 */
bool wp_leaf_same(const struct wp_leaf *a, const struct wp_leaf *b);

/**
 * wp_slot_mapped_blocks() - count the level 2 blocks that map a slot now
 */
uint64_t wp_slot_mapped_blocks(const struct test_slot *slot);

/**
 * wp_slot_unchanged() - check that a slot's leaves are identical to an earlier
 * dump
 * @slot: the slot
 * @before: from wp_dump_slot()
 */
bool wp_slot_unchanged(const struct test_slot *slot, const struct wp_dump *before);

/**
 * wp_slot_forget() - make KVM unmap a slot's stage-2 mappings
 * @slot: the host mapping of the slot is readable and writable afterwards
 *
 * The host keeps the memory, so the guest finds its content unchanged.
 */
void wp_slot_forget(const struct test_slot *slot);

/**
 * wp_dump_count() - count the leaves of one level
 * @dump: the leaves
 * @level: 1 to 3
 * @set: descriptor bits that must be set
 * @clear: descriptor bits that must be clear
 */
size_t wp_dump_count(const struct wp_dump *dump, int level, uint64_t set, uint64_t clear);

/**
 * wp_pa() - get the physical address that a leaf maps to
 * @leaf: the leaf
 *
 * Assumes the 48-bit descriptor layout. With LPA2 or 64K pages and 52 bits the
 * upper address bits are stored elsewhere; they are zero on hosts whose memory
 * ends below 256 TiB.
 */
uint64_t wp_pa(const struct wp_leaf *leaf);

/*
 * Stage-2 faults.
 */

/**
 * struct wp_faults - counters of stage-2 faults
 * @cpus: number of possible CPUs
 * @fd: one perf event for each CPU, -1 if the CPU is offline
 */
struct wp_faults {
	int cpus;
	int fd[];
};

/**
 * wp_faults_open() - start counting stage-2 faults of vCPUs that the calling
 * thread runs
 * @ipa: first address
 * @size: bytes
 *
 * Return: the counters, for wp_faults_read() and wp_faults_close().
 */
struct wp_faults *wp_faults_open(uint64_t ipa, uint64_t size);

/**
 * wp_faults_read() - get the number of faults so far
 */
uint64_t wp_faults_read(const struct wp_faults *faults);

/**
 * wp_faults_close() - stop counting and free the counters
 */
void wp_faults_close(struct wp_faults *faults);

#endif
