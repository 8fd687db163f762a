/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads and writes table entries.  No other code of the modules writes an entry
 * of a live table.
 *
 * The caller of these functions holds mmu_lock for write, which excludes KVM's
 * own walkers; wp_entry_unprotect() needs it for read only.  Hardware still reads
 * the tables at any time, and may set the access flag (VTCR_EL2.HA) between our
 * read of an entry and our write.  It is harmless to lose that flag: the next
 * access sets it again or faults once.
 * KVM never lets hardware set the write permission (VTCR_EL2.HD is 0), so a
 * permission that was read under the lock stays valid while the lock is held.
 */
#ifndef KVM_ARM_WP_ENTRY_H
#define KVM_ARM_WP_ENTRY_H

#include "kvm_arm_wp_env.h"
#include "kvm_arm_wp_level.h"

/* Number of entries that are read and written together. */
#define WP_ENTRY_GROUP		16

/* Bit 1 of a valid entry: 0 for a block, 1 for a table or a last-level page. */
#define WP_ENTRY_TYPE		BIT(1)
#define WP_ENTRY_WRITE		KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W

/*
 * A software bit of leaves.  It says that KVM has mapped the leaf writable, with
 * its present output address, and that only the log took the permission.  KVM
 * leaves the bit alone: nested MMUs and pKVM use bits 55 and 56, and bit 58 has
 * a meaning to come (FEAT_THE).  kvm_pgtable_stage2_relax_perms() keeps the bit,
 * kvm_pgtable_stage2_map() drops it (6.1, 6.12, 7.3).
 *
 * The host takes the right to write away by an MMU notifier, and arm64 answers
 * each by unmapping the leaf, so that the bit is gone as well.
 * kvm_set_spte_gfn() of 6.1 maps the new page without it.
 */
#define WP_ENTRY_WAS_WRITABLE	KVM_PGTABLE_PROT_SW2

/*
 * A bit of entries that point to a table.  It says that the table has replaced a
 * block.  Hardware ignores bits 58 to 51 of such an entry (Arm ARM, "Table
 * descriptor"), and KVM reads only the address (kvm_pte_follow()).  The bit goes
 * with the entry when KVM folds or frees the table.
 */
#define WP_ENTRY_SPLIT		KVM_PGTABLE_PROT_SW2

/**
 * wp_entry_read() - read an entry once
 * @ptep:	The entry.
 *
 * Make all decisions on the returned value and never on a second read.
 *
 * Return: the value of the entry.
 */
static inline kvm_pte_t wp_entry_read(const kvm_pte_t *ptep)
{
	return READ_ONCE(*ptep);
}

/**
 * wp_entry_leads_on() - tell whether the entry points to a next-level table
 * @pte:	Value of an entry above the last level; at the last level the
 *		type bit means "page".
 *
 * Return: true if the entry points to a table.
 */
static inline bool wp_entry_leads_on(kvm_pte_t pte)
{
	return kvm_pte_valid(pte) && (pte & WP_ENTRY_TYPE);
}

/**
 * wp_entry_is_table() - tell whether the entry points to a next-level table
 * @pte:	Value of the entry.
 * @level:	Level of the entry (-1 to 3).
 *
 * Return: true if the entry points to a table; never at the last level.
 */
static inline bool wp_entry_is_table(kvm_pte_t pte, s8 level)
{
	return level < WP_LAST_LEVEL && wp_entry_leads_on(pte);
}

/**
 * wp_entry_is_block() - tell whether the entry maps a block
 * @pte:	Value of the entry.
 * @level:	Level of the entry (-1 to 3).
 *
 * An invalid entry is no block, zero or not.  An invalid entry that is not zero
 * is an ownership annotation or KVM's lock marker: do not touch it.
 *
 * Return: true if the entry maps a block.
 */
static inline bool wp_entry_is_block(kvm_pte_t pte, s8 level)
{
	return level < WP_LAST_LEVEL && kvm_pte_valid(pte) &&
	       !(pte & WP_ENTRY_TYPE);
}

/**
 * wp_entry_is_readonly() - tell whether a guest write through the leaf faults
 * @pte:	Value of a leaf entry, valid or not.
 *
 * Return: true if the leaf is invalid or has no write permission.
 */
static inline bool wp_entry_is_readonly(kvm_pte_t pte)
{
	return !kvm_pte_valid(pte) || !(pte & WP_ENTRY_WRITE);
}

/**
 * wp_entry_protected() - value of a leaf without the write permission
 * @pte:	Value of a writable leaf.
 *
 * Return: the value.
 */
static inline kvm_pte_t wp_entry_protected(kvm_pte_t pte)
{
	/* Exclusive or: "& ~" becomes a mask that takes two instructions to load. */
	return (pte ^ WP_ENTRY_WRITE) | WP_ENTRY_WAS_WRITABLE;
}

/**
 * wp_entry_is_splittable() - tell whether a block can be split
 * @block:	Value of a block entry.
 * @level:	Level of the block (1 or 2).
 *
 * In a block descriptor the bits between the page size and the block size are
 * zero, except for bits that have a meaning in a block only (nT, Arm ARM "Block
 * translation entry").  Such a bit would become part of a child's address.  KVM
 * sets none.
 *
 * Return: false if such a bit is set; leave the block alone.
 */
static inline bool wp_entry_is_splittable(kvm_pte_t block, s8 level)
{
	return !(block & (wp_level_size(level) - 1) & ~(PAGE_SIZE - 1));
}

/**
 * wp_entry_follow() - get the table that a table entry points to
 * @pte:	Value of a table entry.
 *
 * Return: the first entry of the table.
 */
static inline kvm_pte_t *wp_entry_follow(kvm_pte_t pte)
{
	return wp_env_table(kvm_pte_to_phys(pte));
}

/**
 * wp_entry_table() - make the value of an entry that points to a table
 * @table:	First entry of the next-level table.
 * @split:	WP_ENTRY_SPLIT if the table replaces a block, or a table that did;
 *		or 0.
 *
 * Return: the value.
 */
static inline kvm_pte_t wp_entry_table(kvm_pte_t *table, kvm_pte_t split)
{
	return kvm_phys_to_pte(wp_env_table_pa(table)) | split | WP_ENTRY_TYPE |
	       KVM_PTE_VALID;
}

/**
 * wp_entry_is_split() - tell whether a table has replaced a block
 * @pte:	Value of an entry that points to the table.
 *
 * Return: true if a pass of this module has split the block.
 */
static inline bool wp_entry_is_split(kvm_pte_t pte)
{
	return pte & WP_ENTRY_SPLIT;
}

/**
 * wp_entry_attributes() - remove the address from the value of an entry
 * @pte:	Value of a valid entry.
 *
 * For messages: they must not reveal where a guest's memory lies in the host,
 * just as %p does not reveal kernel addresses.
 *
 * Return: the value with an address field of 0, also in the formats that split
 * the field (LPA2, 52 bits with 64K pages).
 */
static inline kvm_pte_t wp_entry_attributes(kvm_pte_t pte)
{
	return pte & ~kvm_phys_to_pte(GENMASK_ULL(51, PAGE_SHIFT));
}

/**
 * wp_entry_child() - make the first next-level entry of a block
 * @block:	Value of the block entry, wp_entry_is_splittable().
 * @level:	Level of the block (1 or 2).
 *
 * Add wp_level_size(@level + 1) to get the next child.  The split address
 * fields of LPA2, and of 52 bits with 64K pages, need no conversion: the bits
 * in which the children differ lie below the block size, where no encoding
 * moves them, and the addition never carries out of these bits.
 *
 * Return: the value of the child.  It has every bit of the block, known or not;
 * if the child is a page, the type bit is set as well.
 */
static inline kvm_pte_t wp_entry_child(kvm_pte_t block, s8 level)
{
	return level + 1 == WP_LAST_LEVEL ? block | WP_ENTRY_TYPE : block;
}

/**
 * wp_entry_fill() - fill a table with the children of a block
 * @table:	A page that no table leads to, of any content.
 * @block:	Value of the block entry, wp_entry_is_splittable().
 * @level:	Level of the block (1 or 2).
 * @clear:	WP_ENTRY_WRITE to write-protect the children, or 0.
 *
 * The table maps the same memory as the block.  No flush is owed: no walker can
 * have reached @table.
 */
static inline void wp_entry_fill(kvm_pte_t *table, kvm_pte_t block, s8 level,
				 kvm_pte_t clear)
{
	kvm_pte_t child = wp_entry_child(block, level);
	kvm_pte_t step = wp_level_size(level + 1);
	kvm_pte_t next;
	int i, j;

	if (child & clear)
		child = wp_entry_protected(child);
	next = child + step;
	for (i = 0; i < PTRS_PER_PTE; i += 2 * WP_ENTRY_GROUP) {
		/* Two sums let the compiler store two entries at a time. */
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
 * wp_entry_protect_group() - write-protect a group of writable leaves
 * @to:		First entry to write: @from, to protect live leaves in place,
 *		or an entry of a table that no table leads to.
 * @from:	First of the WP_ENTRY_GROUP leaves to read.
 *
 * Handles the usual case with half of the instructions that the leaves take one
 * by one, because it tests all of them at once.
 *
 * One exclusive or clears a write permission and sets WP_ENTRY_WAS_WRITABLE, in
 * the place of two instructions.  KVM's own fault handler restores the permission
 * without clearing that bit.  If all leaves have the bit, it stays.  If only some
 * have it, they lose it: the next write to such a page is then a fault for KVM, as
 * on stock.
 *
 * If @to is live, the caller owes a flush as for wp_entry_protect().
 *
 * Return: true; or false, with no entry written, if a leaf is invalid or
 * read-only.
 */
static __always_inline bool wp_entry_protect_group(kvm_pte_t *to,
						   const kvm_pte_t *from)
{
	struct wp_pair pair[WP_ENTRY_GROUP / 2];
	kvm_pte_t flip;
	kvm_pte_t all = ~(kvm_pte_t)0;
	int i;

#pragma GCC unroll 8
	for (i = 0; i < ARRAY_SIZE(pair); i++) {
		pair[i] = wp_env_read_pair(from, 2 * i);
		all &= pair[i].first & pair[i].second;
	}
	if (wp_entry_is_readonly(all))
		return false;
	flip = WP_ENTRY_WRITE | (~all & WP_ENTRY_WAS_WRITABLE);
#pragma GCC unroll 8
	for (i = 0; i < ARRAY_SIZE(pair); i++) {
		pair[i].first ^= flip;
		pair[i].second ^= flip;
		wp_env_write_pair(to, 2 * i, pair[i]);
	}
	return true;
}

/**
 * struct wp_copied - result of wp_entry_copy()
 * @entries:	Number of non-zero entries; KVM keeps a reference for each.
 * @protected:	Number of leaves that are writable in the original and
 *		read-only in the copy.
 */
struct wp_copied {
	unsigned int entries;
	unsigned int protected;
};

/**
 * wp_entry_copy_each() - copy WP_ENTRY_GROUP entries of any kind, one by one
 * @table:	First entry to write, of a table that no table leads to.
 * @from:	First entry to read, live.
 * @copied:	The function adds its counts here.
 */
static inline void wp_entry_copy_each(kvm_pte_t *table, const kvm_pte_t *from,
				      struct wp_copied *copied)
{
	int i;

	for (i = 0; i < WP_ENTRY_GROUP; i++) {
		kvm_pte_t pte = wp_entry_read(&from[i]);

		copied->entries += !!pte;
		if (!wp_entry_is_readonly(pte)) {
			pte = wp_entry_protected(pte);
			copied->protected++;
		}
		table[i] = pte;
	}
}

/**
 * wp_entry_copy() - copy a table without the write permissions
 * @table:	A page that no table leads to, of any content.
 * @from:	A last-level table, live.
 *
 * Copies invalid entries as they are.  No flush is owed: no walker can have
 * reached @table.
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
 * The caller must flush the TLB entries of the range that the entry mapped, and
 * then call wp_entry_make(), before it releases the lock.  The entry can be
 * zero and need not be KVM's "locked" marker: no code that looks for the marker
 * can run while the lock is held.
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
 * Store-release: a walker that sees the entry also sees the content of the
 * table.  The caller must call wp_env_sync() before it relies on walkers seeing
 * the entry.  The table around @ptep has as many non-zero entries as before the
 * break, so its reference count stays right.
 */
static inline void wp_entry_make(kvm_pte_t *ptep, kvm_pte_t pte)
{
	/* Orders the stores of wp_entry_fill() before this one. */
	smp_store_release(ptep, pte);
}

/**
 * wp_entry_swap() - replace a live table by its write-protected copy
 * @ptep:	The entry that points to the original.
 * @pte:	Its new value, from wp_entry_table(), for a table that
 *		wp_entry_copy() has written.
 *
 * Break-before-make is not needed: the entry remains a table entry, and each
 * IPA has the same output address, type and shareability through both tables.
 * Only permissions differ (Arm ARM, "Using break-before-make").
 *
 * The caller owes a flush of the whole table, not of its leaves alone.  Until
 * then a walker may have the old address in its walk cache and keep reading the
 * original.  The caller must flush before it reuses the original, and before it
 * releases the lock: the next holder changes entries of the copy and
 * invalidates them by IPA, perhaps as leaves only (TTL), which would leave the
 * original's entries in use.
 */
static inline void wp_entry_swap(kvm_pte_t *ptep, kvm_pte_t pte)
{
	/* Orders the stores of wp_entry_copy() before this one. */
	smp_store_release(ptep, pte);
}

/**
 * wp_entry_protect() - clear the write permission in a live leaf
 * @ptep:	The leaf.
 * @pte:	Its value, read under the lock that is now held; not read-only.
 *
 * Break-before-make is not needed because only a permission changes (Arm ARM,
 * "Using break-before-make").  The caller owes a TLB flush before any code
 * relies on the guest not writing to the page.
 */
static inline void wp_entry_protect(kvm_pte_t *ptep, kvm_pte_t pte)
{
	WRITE_ONCE(*ptep, wp_entry_protected(pte));
}

/**
 * wp_entry_unprotect() - give a live leaf its write permission back
 * @ptep:	The leaf, at the last level.
 * @pte:	Its value: valid, read-only, with WP_ENTRY_WAS_WRITABLE.
 *
 * Compare and exchange: other vCPUs, KVM's own fault handler, and hardware that
 * sets the access flag change the entry under the same read lock.
 *
 * Clears WP_ENTRY_WAS_WRITABLE, see wp_entry_protect_group().
 *
 * Break-before-make is not needed because only a permission changes.  The caller
 * owes a flush of the page on the CPU that took the fault.  The TLBs of other
 * CPUs may keep the old permission: their vCPUs fault once more.
 *
 * Context: mmu_lock held for read.
 * Return: true; or false if the entry has changed meanwhile.
 */
static inline bool wp_entry_unprotect(kvm_pte_t *ptep, kvm_pte_t pte)
{
	const kvm_pte_t flip = WP_ENTRY_WRITE | WP_ENTRY_WAS_WRITABLE;

	return cmpxchg(ptep, pte, pte ^ flip) == pte;
}

#endif /* KVM_ARM_WP_ENTRY_H */
