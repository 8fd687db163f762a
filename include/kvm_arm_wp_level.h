/* SPDX-License-Identifier: GPL-2.0 */
/* Levels of a table: which IPA range an entry covers, and where the entry is. */
#ifndef KVM_ARM_WP_LEVEL_H
#define KVM_ARM_WP_LEVEL_H

#include "kvm_arm_wp_env.h"

#define WP_LAST_LEVEL KVM_PGTABLE_LAST_LEVEL

/* Number of IPA bits that index the entries of a table. */
#define WP_LEVEL_BITS (PAGE_SHIFT - 3)

/**
 * wp_level_size() - get the size of the IPA range that one entry covers
 * @level:	Level of the entry (-1 to 3).
 *
 * Return: bytes, a power of two.
 */
static inline phys_addr_t wp_level_size(s8 level)
{
	return kvm_granule_size(level);
}

/**
 * wp_addr_end() - get the end of one entry's IPA range, limited to @end
 * @addr:	IPA that the entry covers; need not be aligned.
 * @end:	End of the range (exclusive), greater than @addr.
 * @level:	Level of the entry (-1 to 3).
 *
 * Compares last bytes: an end of the entry that wraps to 0 at the top of the
 * address space must not win against @end.
 *
 * Return: the lower of the two ends (exclusive).
 */
static inline phys_addr_t wp_addr_end(phys_addr_t addr, phys_addr_t end,
				      s8 level)
{
	phys_addr_t size = wp_level_size(level);
	phys_addr_t boundary = (addr & ~(size - 1)) + size;

	return boundary - 1 < end - 1 ? boundary : end;
}

/**
 * wp_entry_index() - get the index of an IPA's entry in its table
 * @addr:	IPA.
 * @level:	Level of the table (-1 to 3), not the start level.
 *
 * Return: 0 to PTRS_PER_PTE - 1.
 */
static inline unsigned int wp_entry_index(phys_addr_t addr, s8 level)
{
	return (addr >> kvm_granule_shift(level)) & (PTRS_PER_PTE - 1);
}

/**
 * wp_root_index() - get the index of an IPA's entry at the start level
 * @addr:	IPA below 1 << ia_bits.
 * @level:	The start level.
 *
 * Unlike wp_entry_index() this does not mask the index.  Up to 16 tables are
 * concatenated at the start level (Arm ARM, "Concatenated translation tables").
 * They form one array, which all remaining bits of the IPA index.
 *
 * Return: 0 to 16 * PTRS_PER_PTE - 1.
 */
static inline unsigned int wp_root_index(phys_addr_t addr, s8 level)
{
	return addr >> kvm_granule_shift(level);
}

#endif /* KVM_ARM_WP_LEVEL_H */
