/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only way in which strategies and the files of module/core reach the
 * machine: memory, reference counts, TLB flushes and the clock.  A userspace
 * build of the core replaces this file and nothing else; it then also supplies
 * the kernel's names used below (kvm_pte_t, READ_ONCE, dsb, ...).
 */
#ifndef KVM_ARM_WP_ENV_H
#define KVM_ARM_WP_ENV_H

#include <linux/export.h>
#include <linux/mm.h>
#include <linux/ktime.h>
#include <asm/barrier.h>

#include "kvm_arm_wp_shim.h"

/**
 * struct wp_env - whose table is being edited
 * @kvm:	The VM.
 */
struct wp_env {
	struct kvm *kvm;
};

/**
 * wp_env_table() - where a table at physical address @pa can be read
 * @pa:		Physical address from a table entry.
 *
 * Return: pointer to its first entry.
 */
static inline kvm_pte_t *wp_env_table(phys_addr_t pa)
{
	return __va(pa);
}

/**
 * wp_env_table_pa() - reverse of wp_env_table()
 * @table:	First entry of a table.
 *
 * Return: its physical address.
 */
static inline phys_addr_t wp_env_table_pa(kvm_pte_t *table)
{
	return __pa(table);
}

/**
 * struct wp_pair - two entries side by side
 * @first:	The one at the lower address.
 * @second:	The other.
 */
struct wp_pair {
	kvm_pte_t first;
	kvm_pte_t second;
};

/**
 * wp_env_read_pair() - read two entries once each
 * @ptep:	An entry.
 * @nr:		Of the first of the two, from @ptep on: a constant, for the
 *		address to be part of the instruction.
 *
 * Each is read as a whole, as with READ_ONCE() (Arm ARM, "Single-copy atomicity
 * of load-store pair instructions"); the compiler would not join two of these.
 *
 * Return: their values.
 */
static __always_inline struct wp_pair wp_env_read_pair(const kvm_pte_t *ptep,
						       int nr)
{
	struct wp_pair pair;

	asm volatile("ldp %0, %1, [%2, %3]"
		     : "=r" (pair.first), "=r" (pair.second)
		     : "r" (ptep), "i" (nr * sizeof(*ptep))
		     : "memory");
	return pair;
}

/**
 * wp_env_write_pair() - write two entries, each as a whole
 * @ptep:	An entry.
 * @nr:		As for wp_env_read_pair().
 * @pair:	Their values.
 */
static __always_inline void wp_env_write_pair(kvm_pte_t *ptep, int nr,
					      struct wp_pair pair)
{
	asm volatile("stp %0, %1, [%2, %3]"
		     :
		     : "r" (pair.first), "r" (pair.second), "r" (ptep),
		       "i" (nr * sizeof(*ptep))
		     : "memory");
}

/**
 * wp_env_adopt() - hand a filled table over to KVM's reference counting
 * @table:	A table that is not reachable yet.
 * @entries:	Its non-zero entries.
 *
 * See kvm_arm_wp_table_adopt().
 */
static inline void wp_env_adopt(kvm_pte_t *table, unsigned int entries)
{
	kvm_arm_wp_table_adopt(table, entries);
}

/**
 * wp_env_disown() - take a table back that nobody can reach any more
 * @table:	The table.
 * @entries:	Its non-zero entries.
 *
 * See kvm_arm_wp_table_disown().
 */
static inline void wp_env_disown(kvm_pte_t *table, unsigned int entries)
{
	kvm_arm_wp_table_disown(table, entries);
}

/**
 * wp_env_flush() - invalidate TLB entries and wait until that is done
 * @env:	Whose.
 * @ipa:	First IPA, page aligned.
 * @size:	Bytes.
 *
 * See kvm_arm_wp_stage2_flush().
 */
static inline void wp_env_flush(const struct wp_env *env, phys_addr_t ipa, u64 size)
{
	kvm_arm_wp_stage2_flush(env->kvm, ipa, size);
}

/**
 * wp_env_sync() - make stores to tables visible to the table walkers
 *
 * Arm ARM, "Ordering of memory accesses from translation table walks": a DSB
 * is needed before an entry that went from invalid to valid can be relied on
 * to be seen.
 */
static inline void wp_env_sync(void)
{
	dsb(ishst);
}

/**
 * wp_env_contended() - should the lock be released soon?
 * @env:	Whose.
 *
 * Return: true if a vCPU waits for the lock or this CPU must reschedule.
 */
static inline bool wp_env_contended(const struct wp_env *env)
{
	return kvm_arm_wp_stage2_contended(env->kvm);
}

/**
 * wp_env_clock_ns() - a monotonic clock
 *
 * Return: nanoseconds.
 */
static inline u64 wp_env_clock_ns(void)
{
	return ktime_get_ns();
}

#endif /* KVM_ARM_WP_ENV_H */
