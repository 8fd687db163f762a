/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Table entries: what they mean, and the only places where they are written.
 *
 * All of this is for holders of mmu_lock for write, which excludes KVM's own
 * walkers.  The hardware still reads the tables at any time and may set the
 * access flag (VTCR_EL2.HA) between our read of an entry and our write; that
 * loss is harmless: the next access sets it again or faults once.
 * KVM never lets hardware set the write permission (VTCR_EL2.HD is 0), so a
 * permission that was read under the lock stays true.
 */
#ifndef KVM_ARM_WP_ENTRY_H
#define KVM_ARM_WP_ENTRY_H

#include "kvm_arm_wp_level.h"

/* Entries that are looked at together. */
#define WP_ENTRY_GROUP		16

/* Bit 1 of a valid entry: table (or page, at the last level) or block. */
#define WP_ENTRY_TYPE		BIT(1)
#define WP_ENTRY_WRITE		KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W

/**
 * wp_entry_read() - read an entry once
 * @ptep:	The entry.
 *
 * Decisions are made on the returned copy and never on a second read.
 *
 * Return: its value.
 */
static inline kvm_pte_t wp_entry_read(const kvm_pte_t *ptep)
{
	return READ_ONCE(*ptep);
}

/**
 * wp_entry_leads_on() - does the entry point to a next-level table?
 * @pte:	Value of an entry that is not at the last level, where the bit
 *		means "page".
 *
 * Return: true if so.
 */
static inline bool wp_entry_leads_on(kvm_pte_t pte)
{
	return kvm_pte_valid(pte) && (pte & WP_ENTRY_TYPE);
}

/**
 * wp_entry_is_table() - does the entry point to a next-level table?
 * @pte:	Value of the entry.
 * @level:	Its level (-1 to 3).
 *
 * Return: true if so; never at the last level.
 */
static inline bool wp_entry_is_table(kvm_pte_t pte, s8 level)
{
	return level < WP_LAST_LEVEL && wp_entry_leads_on(pte);
}

/**
 * wp_entry_is_block() - does the entry map more than a page?
 * @pte:	Value of the entry.
 * @level:	Its level (-1 to 3).
 *
 * Invalid entries, zero or not, are no blocks: a non-zero one is an ownership
 * annotation or somebody's lock, and not ours.
 *
 * Return: true if so.
 */
static inline bool wp_entry_is_block(kvm_pte_t pte, s8 level)
{
	return level < WP_LAST_LEVEL && kvm_pte_valid(pte) &&
	       !(pte & WP_ENTRY_TYPE);
}

/**
 * wp_entry_is_readonly() - would a guest write through this leaf fault?
 * @pte:	Value of a leaf entry, valid or not.
 *
 * Return: true if the leaf is invalid or has no write permission.
 */
static inline bool wp_entry_is_readonly(kvm_pte_t pte)
{
	return !kvm_pte_valid(pte) || !(pte & WP_ENTRY_WRITE);
}

/**
 * wp_entry_is_splittable() - can the block's descriptor be divided?
 * @block:	Value of a block entry.
 * @level:	Its level (1 or 2).
 *
 * Between the page size and the block size a block descriptor is zero, but for
 * bits that mean something only in a block (nT, Arm ARM "Block translation
 * entry").  Those would end up in the address of a child.  KVM sets none.
 *
 * Return: false if such a bit is set: leave the block alone.
 */
static inline bool wp_entry_is_splittable(kvm_pte_t block, s8 level)
{
	return !(block & (wp_level_size(level) - 1) & ~(PAGE_SIZE - 1));
}

/**
 * wp_entry_follow() - the table that a table entry points to
 * @pte:	Value of a table entry.
 *
 * Return: its first entry.
 */
static inline kvm_pte_t *wp_entry_follow(kvm_pte_t pte)
{
	return wp_env_table(kvm_pte_to_phys(pte));
}

/**
 * wp_entry_table() - value of an entry that points to a table
 * @table:	First entry of the next-level table.
 *
 * Return: the entry.
 */
static inline kvm_pte_t wp_entry_table(kvm_pte_t *table)
{
	return kvm_phys_to_pte(wp_env_table_pa(table)) | WP_ENTRY_TYPE |
	       KVM_PTE_VALID;
}

/**
 * wp_entry_attributes() - an entry without the address in it
 * @pte:	Value of a valid entry.
 *
 * For messages: they must not tell where a guest's memory lies in the host, for
 * the reason that %p does not tell addresses of the kernel.
 *
 * Return: the entry with nothing in its address field, wherever the format in
 * use has it (LPA2, 52 bits with 64K pages).
 */
static inline kvm_pte_t wp_entry_attributes(kvm_pte_t pte)
{
	return pte & ~kvm_phys_to_pte(GENMASK_ULL(51, PAGE_SHIFT));
}

/**
 * wp_entry_child() - what a block maps, as entries of the next level: the first
 * @block:	Value of the block entry, wp_entry_is_splittable().
 * @level:	Level of the block (1 or 2).
 *
 * The others follow at steps of wp_level_size(@level + 1).  The address needs no
 * conversion to and from the split encodings of LPA2 and of 52 bits with 64K
 * pages: the bits that tell the children apart lie below the block size, where
 * no encoding moves them, and adding there never carries out.
 *
 * Return: the entry; it has every bit of the block, known or not, but for the
 * type bit at the last level.
 */
static inline kvm_pte_t wp_entry_child(kvm_pte_t block, s8 level)
{
	return level + 1 == WP_LAST_LEVEL ? block | WP_ENTRY_TYPE : block;
}

/**
 * wp_entry_fill() - write the table that maps exactly what a block maps
 * @table:	A page that is not reachable from any table; its content may be
 *		anything.
 * @block:	Value of the block entry, wp_entry_is_splittable().
 * @level:	Level of the block (1 or 2).
 * @clear:	Attribute bits that the children shall not have.
 *
 * No flush is owed: nobody can have walked through @table.
 */
static inline void wp_entry_fill(kvm_pte_t *table, kvm_pte_t block, s8 level,
				 kvm_pte_t clear)
{
	kvm_pte_t child = wp_entry_child(block, level) & ~clear;
	kvm_pte_t step = wp_level_size(level + 1);
	kvm_pte_t next = child + step;
	int i, j;

	for (i = 0; i < PTRS_PER_PTE; i += 2 * WP_ENTRY_GROUP) {
		/* Two sums, for the compiler to store two at a time. */
#pragma GCC unroll 16
		for (j = i; j < i + 2 * WP_ENTRY_GROUP; j += 2) {
			table[j] = child;
			table[j + 1] = next;
			child += 2 * step;
			next += 2 * step;
		}
	}
}

/**
 * wp_entry_protect_group() - protect several leaves in a row, if all are alike
 * @to:		Where to write them: @from, live, or an entry of a table that is
 *		not reachable.
 * @from:	The first of WP_ENTRY_GROUP leaves, read here.
 *
 * The usual case in half of the instructions that it takes one by one: what all
 * of them have in common is asked once.
 *
 * As for wp_entry_protect(): if @to is live, its flush is owed.
 *
 * Return: false if one of them is invalid or readonly: nothing was written.
 */
static __always_inline bool wp_entry_protect_group(kvm_pte_t *to,
						   const kvm_pte_t *from)
{
	struct wp_pair pair[WP_ENTRY_GROUP / 2];
	kvm_pte_t all = ~(kvm_pte_t)0;
	int i;

#pragma GCC unroll 8
	for (i = 0; i < ARRAY_SIZE(pair); i++) {
		pair[i] = wp_env_read_pair(from, 2 * i);
		all &= pair[i].first & pair[i].second;
	}
	if (wp_entry_is_readonly(all))
		return false;
#pragma GCC unroll 8
	for (i = 0; i < ARRAY_SIZE(pair); i++) {
		pair[i].first &= ~WP_ENTRY_WRITE;
		pair[i].second &= ~WP_ENTRY_WRITE;
		wp_env_write_pair(to, 2 * i, pair[i]);
	}
	return true;
}

/**
 * struct wp_copied - what wp_entry_copy() has found
 * @entries:	Entries that are not zero: as many references KVM keeps.
 * @protected:	Leaves that are writable in the original and not in the copy.
 */
struct wp_copied {
	unsigned int entries;
	unsigned int protected;
};

/**
 * wp_entry_copy_each() - wp_entry_copy() for WP_ENTRY_GROUP entries of any kind
 * @table:	Where to write them; not reachable.
 * @from:	The first of them, live.
 * @copied:	What was found is added here.
 */
static inline void wp_entry_copy_each(kvm_pte_t *table, const kvm_pte_t *from,
				      struct wp_copied *copied)
{
	int i;

	for (i = 0; i < WP_ENTRY_GROUP; i++) {
		kvm_pte_t pte = wp_entry_read(&from[i]);

		copied->entries += !!pte;
		if (!wp_entry_is_readonly(pte)) {
			pte &= ~WP_ENTRY_WRITE;
			copied->protected++;
		}
		table[i] = pte;
	}
}

/**
 * wp_entry_copy() - write the table that maps the same, but for writing
 * @table:	A page that is not reachable from any table; its content may be
 *		anything.
 * @from:	A last-level table, live.
 *
 * Entries that are not valid are copied as they are.
 *
 * No flush is owed: nobody can have walked through @table.
 *
 * Return: see &struct wp_copied.
 */
static inline struct wp_copied wp_entry_copy(kvm_pte_t *table,
					     const kvm_pte_t *from)
{
	struct wp_copied copied = {};
	int i;

	for (i = 0; i < PTRS_PER_PTE; i += WP_ENTRY_GROUP) {
		if (wp_entry_protect_group(table + i, from + i)) {
			copied.entries += WP_ENTRY_GROUP;
			copied.protected += WP_ENTRY_GROUP;
		} else {
			wp_entry_copy_each(table + i, from + i, &copied);
		}
	}
	return copied;
}

/**
 * wp_entry_break() - first step of break-before-make: make an entry invalid
 * @ptep:	The entry, valid.
 *
 * The caller owes a TLB flush of what the entry mapped, and only then
 * wp_entry_make(), before the lock is released.  Zero is as good as KVM's
 * "locked" marker here, since nobody who would look for it can run meanwhile.
 */
static inline void wp_entry_break(kvm_pte_t *ptep)
{
	WRITE_ONCE(*ptep, 0);
}

/**
 * wp_entry_make() - last step of break-before-make: install a table
 * @ptep:	The entry, broken with wp_entry_break() and flushed since.
 * @pte:	Its new value, from wp_entry_table().
 *
 * Release: whoever sees the entry sees the content of the table.
 * The caller owes wp_env_sync() before it relies on the entry being seen.  The
 * count of non-zero entries in the table around @ptep is what it was before the
 * break, so that its reference count needs no change.
 */
static inline void wp_entry_make(kvm_pte_t *ptep, kvm_pte_t pte)
{
	/* Orders the stores of wp_entry_fill() before this one. */
	smp_store_release(ptep, pte);
}

/**
 * wp_entry_swap() - put a protected copy in the place of a live table
 * @ptep:	The entry that points to the original.
 * @pte:	Its new value, from wp_entry_table(), for a table that was
 *		written by wp_entry_copy().
 *
 * No break-before-make: the entry was and stays that of a table, and through
 * either table each IPA has the same output address, type and shareability;
 * only permissions differ (Arm ARM, "Using break-before-make").
 *
 * Until the next flush of the whole table, not of its leaves alone, a walker
 * may have the old address in its walk cache and go on reading the original.
 * So the caller owes that flush before it gives the original up, and also
 * before it releases the lock: whoever takes the lock next changes entries of
 * the copy, and invalidates them by IPA, perhaps as leaves only (TTL), which
 * would leave the original's entries in use.
 */
static inline void wp_entry_swap(kvm_pte_t *ptep, kvm_pte_t pte)
{
	/* Orders the stores of wp_entry_copy() before this one. */
	smp_store_release(ptep, pte);
}

/**
 * wp_entry_protect() - take the write permission away from a live leaf
 * @ptep:	The leaf.
 * @pte:	Its value, as read under the lock now held; not readonly.
 *
 * A pure permission change: no break-before-make (Arm ARM, "Using
 * break-before-make"), but the caller owes a TLB flush before anybody relies
 * on the page not being written.
 */
static inline void wp_entry_protect(kvm_pte_t *ptep, kvm_pte_t pte)
{
	WRITE_ONCE(*ptep, pte & ~WP_ENTRY_WRITE);
}

#endif /* KVM_ARM_WP_ENTRY_H */
