/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Levels of a stage-2 table and the IPA arithmetic that goes with them.
 * Everything is phys_addr_t: an IPA does not fit into 32 bits, and "end" may
 * be the very top of the IPA space.
 */
#ifndef KVM_ARM_WP_LEVEL_H
#define KVM_ARM_WP_LEVEL_H

#include "kvm_arm_wp_env.h"

#define WP_LAST_LEVEL KVM_PGTABLE_LAST_LEVEL

/* Bits of an IPA that tell the entries of a table apart. */
#define WP_LEVEL_BITS (PAGE_SHIFT - 3)

/**
 * wp_level_size() - bytes of IPA space that one entry covers
 * @level:	Level of the entry (-1 to 3).
 *
 * Return: bytes, a power of two.
 */
static inline phys_addr_t wp_level_size(s8 level)
{
	return kvm_granule_size(level);
}

/**
 * wp_addr_end() - end of what one entry covers, or of the range if that is less
 * @addr:	IPA inside the entry; need not be aligned.
 * @end:	End of the range (exclusive), greater than @addr.
 * @level:	Level of the entry (-1 to 3).
 *
 * The comparison is between last bytes so that a boundary that wraps to 0 at
 * the top of the address space loses against @end.
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
 * wp_entry_index() - position of an IPA's entry in its table
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
 * wp_root_index() - position of an IPA's entry in the start-level table
 * @addr:	IPA below 1 << ia_bits.
 * @level:	The start level.
 *
 * Unlike wp_entry_index() there is no mask: up to 16 tables are concatenated
 * at the start level (Arm ARM, "Concatenated translation tables") and lie
 * side by side, so that the remaining bits of the IPA index all of them.
 *
 * Return: 0 to 16 * PTRS_PER_PTE - 1.
 */
static inline unsigned int wp_root_index(phys_addr_t addr, s8 level)
{
	return addr >> kvm_granule_shift(level);
}

#endif /* KVM_ARM_WP_LEVEL_H */
