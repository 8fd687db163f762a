/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connects the core to the machine: memory, reference counts, TLB flushes,
 * locks and the clock.  Strategies and the files of module/core reach the
 * machine through this header only.  A userspace build of the core replaces
 * this header and no other file; the replacement also supplies the kernel's
 * names that the core uses (kvm_pte_t, READ_ONCE, ...).
 */
#ifndef KVM_ARM_WP_ENV_H
#define KVM_ARM_WP_ENV_H

#include <linux/export.h>
#include <linux/mm.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>

#include "kvm_arm_wp_shim.h"

/**
 * struct wp_env - the owner of the table that is edited
 * @kvm:	The VM.
 */
struct wp_env {
	struct kvm *kvm;
};

/**
 * wp_env_table() - get the address at which a table can be accessed
 * @pa:		Physical address of the table, from a table entry.
 *
 * Return: pointer to the first entry of the table.
 */
static inline kvm_pte_t *wp_env_table(phys_addr_t pa)
{
	return __va(pa);
}

/**
 * wp_env_table_pa() - get the physical address of a table
 * @table:	First entry of the table.
 *
 * Return: the physical address.
 */
static inline phys_addr_t wp_env_table_pa(kvm_pte_t *table)
{
	return __pa(table);
}

/**
 * struct wp_pair - values of two adjacent entries
 * @first:	The entry at the lower address.
 * @second:	The entry at the higher address.
 */
struct wp_pair {
	kvm_pte_t first;
	kvm_pte_t second;
};

/**
 * wp_env_read_pair() - read two adjacent entries once each
 * @ptep:	An entry.
 * @nr:		Index of the first of the two, counted from @ptep.  It is a
 *		constant, so that the instruction encodes the offset.
 *
 * Reads each entry as a whole, as READ_ONCE() does (Arm ARM, "Single-copy
 * atomicity of load-store pair instructions").  The compiler would not merge
 * two READ_ONCE() into one instruction.
 *
 * Return: the values of the two entries.
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
 * wp_env_write_pair() - write two adjacent entries, each as a whole
 * @ptep:	An entry.
 * @nr:		As for wp_env_read_pair().
 * @pair:	The values to write.
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
 * @table:	A table that no table leads to yet.
 * @entries:	Number of non-zero entries in the table.
 *
 * See kvm_arm_wp_table_adopt().
 */
static inline void wp_env_adopt(kvm_pte_t *table, unsigned int entries)
{
	kvm_arm_wp_table_adopt(table, entries);
}

/**
 * wp_env_disown() - take a table back from KVM's reference counting
 * @table:	A table that neither software nor hardware can reach any more.
 * @entries:	Number of non-zero entries in the table.
 *
 * See kvm_arm_wp_table_disown().
 */
static inline void wp_env_disown(kvm_pte_t *table, unsigned int entries)
{
	kvm_arm_wp_table_disown(table, entries);
}

/**
 * wp_env_flush() - invalidate TLB entries and wait for completion
 * @env:	The VM.
 * @ipa:	First IPA, page aligned.
 * @size:	Size of the range in bytes.
 *
 * See kvm_arm_wp_stage2_flush().
 */
static inline void wp_env_flush(const struct wp_env *env, phys_addr_t ipa,
				u64 size)
{
	kvm_arm_wp_stage2_flush(env->kvm, ipa, size);
}

/**
 * wp_env_unmap() - let KVM unmap a range, and free its tables
 * @env:	The VM.
 * @ipa:	First IPA, page aligned.
 * @size:	Size of the range in bytes.
 *
 * See kvm_arm_wp_stage2_unmap().
 */
static inline void wp_env_unmap(const struct wp_env *env, phys_addr_t ipa,
				u64 size)
{
	kvm_arm_wp_stage2_unmap(env->kvm, ipa, size);
}

/**
 * wp_env_unmap_is_cheap() - tell whether wp_env_unmap() cleans no caches
 *
 * See kvm_arm_wp_unmap_is_cheap().
 *
 * Return: true if it cleans none.
 */
static inline bool wp_env_unmap_is_cheap(void)
{
	return kvm_arm_wp_unmap_is_cheap();
}

/**
 * wp_env_is_large() - tell whether the host maps a guest's memory by a block
 * @env:	The VM.
 * @ipa:	An IPA in a slot.
 * @size:	Size of the block in bytes.
 *
 * See kvm_arm_wp_memory_is_large().
 *
 * Context: kvm->slots_lock held.
 * Return: true if it does now.
 */
static inline bool wp_env_is_large(const struct wp_env *env, phys_addr_t ipa,
				   u64 size)
{
	return kvm_arm_wp_memory_is_large(env->kvm, ipa, size);
}

/**
 * wp_env_sync() - make stores to tables visible to the hardware walkers
 *
 * A walker is sure to see an entry that went from invalid to valid only after a
 * DSB (Arm ARM, "Ordering of memory accesses from translation table walks").
 */
static inline void wp_env_sync(void)
{
	dsb(ishst);
}

/**
 * wp_env_assert_locked() - assert that the caller may edit the table
 * @env:	The VM.
 *
 * Context: mmu_lock held for write.
 */
static inline void wp_env_assert_locked(const struct wp_env *env)
{
	lockdep_assert_held_write(&env->kvm->mmu_lock);
}

/**
 * wp_env_assert_read_locked() - assert that tables stay where they are
 * @kvm:	The VM.
 *
 * Context: mmu_lock held for read, under RCU: KVM's fault handler, which holds
 * the same lock, frees tables after a grace period.
 */
static inline void wp_env_assert_read_locked(struct kvm *kvm)
{
	lockdep_assert_held_read(&kvm->mmu_lock);
}

/**
 * wp_env_assert_slots_locked() - assert that no memslot can change
 * @env:	The VM.
 *
 * Context: kvm->slots_lock held.
 */
static inline void wp_env_assert_slots_locked(const struct wp_env *env)
{
	lockdep_assert_held(&env->kvm->slots_lock);
}

/**
 * wp_env_contended() - tell whether somebody waits for what we hold
 * @env:	The VM.
 *
 * Asks the lock itself: rwlock_needbreak() is always false on kernels that are
 * not fully preemptible.  With PREEMPT_RT the answer about the lock is always
 * false.
 *
 * Context: mmu_lock held for write.
 * Return: true if another task, such as a faulting vCPU, waits for the lock, or
 * this CPU must reschedule.
 */
static inline bool wp_env_contended(const struct wp_env *env)
{
	return need_resched() || rwlock_is_contended(&env->kvm->mmu_lock);
}

/**
 * wp_env_clock_ns() - read the monotonic clock
 *
 * Return: the time in nanoseconds.
 */
static inline u64 wp_env_clock_ns(void)
{
	return ktime_get_ns();
}

/**
 * wp_env_ticks() - read the system counter
 *
 * Takes one instruction where wp_env_clock_ns() takes some fifty.  The value is
 * good for limits only: the read is not ordered with the code around it, and
 * the errata of some counters are not worked around, so now and then a value
 * may be too large.
 *
 * Return: the number of ticks since some time in the past.
 */
static inline u64 wp_env_ticks(void)
{
	return read_sysreg(cntvct_el0);
}

/**
 * wp_env_ticks_in() - how often the system counter ticks in a time
 * @ns:		The time, in nanoseconds; below 4 s.
 *
 * Return: the number of ticks.
 */
static inline u64 wp_env_ticks_in(u64 ns)
{
	return ns * read_sysreg(cntfrq_el0) / NSEC_PER_SEC;
}

/**
 * wp_env_ticks_ns() - how long a number of ticks of the system counter takes
 * @ticks:	The number.
 *
 * Return: the time in nanoseconds.
 */
static inline u64 wp_env_ticks_ns(u64 ticks)
{
	u64 rate = read_sysreg(cntfrq_el0);

	/* In two parts, because a product with @ticks could overflow. */
	return ticks / rate * NSEC_PER_SEC + ticks % rate * NSEC_PER_SEC / rate;
}

#endif /* KVM_ARM_WP_ENV_H */
