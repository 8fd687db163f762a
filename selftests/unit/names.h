/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's types, macros and functions that the files in the Makefile's CORE and SERVED use,
 * for a userspace program. Every <linux/...> and <asm/...> header that those files include leads
 * here. PAGE_SHIFT comes from the command line: 12, 14 or 16.
 *
 * The harness sees each store to a table, see unit_store().
 */
#ifndef UNIT_NAMES_H
#define UNIT_NAMES_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int32_t s32;
typedef int64_t s64;
typedef u64 phys_addr_t;
typedef u64 kvm_pte_t;
typedef unsigned int gfp_t;

#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __noreturn		__attribute__((noreturn))
#define noinline		__attribute__((noinline))

#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK_ULL(high, low)	((~0ULL >> (63 - (high))) & (~0ULL << (low)))
#define FIELD_PREP(mask, val)	(((u64)(val) << __builtin_ctzll(mask)) & (mask))
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define DIV_ROUND_UP_ULL(n, d)	(((n) + (d) - 1) / (d))

#define min_t(type, a, b) ({		\
	type __a = (a), __b = (b);	\
	__a < __b ? __a : __b; })
#define max_t(type, a, b) ({		\
	type __a = (a), __b = (b);	\
	__a > __b ? __a : __b; })
#define min(a, b)	min_t(typeof(a), a, b)
#define max(a, b)	max_t(typeof(a), a, b)
#define min3(a, b, c)	min(min(a, b), c)

static inline int fls64(u64 value)
{
	return value ? 64 - __builtin_clzll(value) : 0;
}

#define EXPORT_SYMBOL_NS_GPL(symbol, namespace) struct unit_exports_##symbol

/* As in 6.1, for which compat.h supplies the most replacements. */
#define KVM_CAP_DIRTY_LOG_RING_ACQ_REL	223

/**
 * unit_store() - store to memory that hardware may walk
 * @ptep:	The address; need not be in a table.
 * @pte:	The value.
 * @release:	The store has release semantics.
 *
 * Each program implements this function, which makes the store and may check it.
 */
void unit_store(kvm_pte_t *ptep, kvm_pte_t pte, bool release);

#define READ_ONCE(x)		(*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, val) do {							\
	if (__builtin_types_compatible_p(typeof(x), kvm_pte_t))			\
		unit_store((kvm_pte_t *)(void *)&(x), (kvm_pte_t)(val), false);	\
	else									\
		(x) = (val);							\
} while (0)
#define smp_store_release(p, val) unit_store(p, val, true)

/**
 * unit_exchange() - store to an entry that has not changed
 * @ptep:	The entry.
 * @old:	The value that it must have.
 * @new:	The value to store.
 *
 * Return: the value that the entry had.
 */
kvm_pte_t unit_exchange(kvm_pte_t *ptep, kvm_pte_t old, kvm_pte_t new);

#define cmpxchg(p, old, new) unit_exchange(p, old, new)

#define PAGE_SIZE	BIT(PAGE_SHIFT)
#define PTRS_PER_PTE	(1 << (PAGE_SHIFT - 3))

/* Descriptors: Arm ARM, "VMSAv8-64 descriptor formats". */
#define KVM_PGTABLE_LAST_LEVEL		((s8)3)
#define KVM_PTE_VALID			BIT(0)
#define KVM_PGTABLE_PROT_SW2		BIT(57)
#define KVM_PTE_ADDR_MASK		GENMASK_ULL(47, PAGE_SHIFT)
#define KVM_PTE_ADDR_51_48		GENMASK_ULL(15, 12)
#define KVM_PTE_ADDR_MASK_LPA2		GENMASK_ULL(49, PAGE_SHIFT)
#define KVM_PTE_ADDR_51_50_LPA2		GENMASK_ULL(9, 8)

/* Descriptors have the format of FEAT_LPA2; never with 64K pages. */
extern bool unit_lpa2;

static inline bool kvm_lpa2_is_enabled(void)
{
	return unit_lpa2;
}

static inline bool kvm_pte_valid(kvm_pte_t pte)
{
	return pte & KVM_PTE_VALID;
}

static inline u64 kvm_pte_to_phys(kvm_pte_t pte)
{
	if (PAGE_SHIFT == 16)
		return (pte & KVM_PTE_ADDR_MASK) | (pte & KVM_PTE_ADDR_51_48) << 36;
	if (unit_lpa2)
		return (pte & KVM_PTE_ADDR_MASK_LPA2) | (pte & KVM_PTE_ADDR_51_50_LPA2) << 42;
	return pte & KVM_PTE_ADDR_MASK;
}

static inline u64 kvm_granule_shift(s8 level)
{
	return PAGE_SHIFT + (3 - level) * (PAGE_SHIFT - 3);
}

static inline u64 kvm_granule_size(s8 level)
{
	return BIT_ULL(kvm_granule_shift(level));
}

/* Further names for include/kvm_arm_wp_shim.h and the files that are not in module/core. */
enum kvm_mr_change { KVM_MR_CREATE };

struct dentry;
struct kvm_mmu_memory_cache;
struct module;
struct seq_file;
struct task_struct;

/* There is one record of a slot. */
extern struct wp_slot *unit_slot;
struct hlist_head { struct hlist_node *first; };
#define hlist_for_each_entry_rcu(pos, head, member, ...) \
	for (pos = unit_slot, (void)(head); pos; pos = NULL)
#define hash_long(value, bits)	((value) & ((1UL << (bits)) - 1))

struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct rcu_head { struct rcu_head *next; };
struct xarray { void *head; };
struct mutex { int locked; };
struct kvm { struct mutex slots_lock; struct mutex mmu_lock; };
struct kvm_memory_slot { int id; };
typedef struct { int locked; } spinlock_t;
typedef struct { s64 counter; } atomic64_t;
typedef struct { int refs; } refcount_t;

static inline void atomic64_inc(atomic64_t *v)
{
	v->counter++;
}

static inline s64 atomic64_read(const atomic64_t *v)
{
	return v->counter;
}

#define GFP_KERNEL_ACCOUNT	1U
#define __GFP_RETRY_MAYFAIL	2U
#define __GFP_NOWARN		4U

void *kmalloc(size_t size, gfp_t flags);
void kfree(const void *object);
unsigned long __get_free_page(gfp_t flags);
void free_page(unsigned long page);
void cond_resched(void);

#define current			((struct task_struct *)0)
#define lockdep_assert_held(lock)	((void)(lock))
#define lockdep_assert_held_write(lock)	((void)(lock))
bool fatal_signal_pending(struct task_struct *task);

#endif /* UNIT_NAMES_H */
