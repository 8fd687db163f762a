/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Replaces include/kvm_arm_wp_env.h, which has the same guard and documents the functions. Here
 * the harness implements them.
 */
#ifndef KVM_ARM_WP_ENV_H
#define KVM_ARM_WP_ENV_H

#include "kvm_arm_wp_shim.h"

struct wp_env {
	struct kvm *kvm;
};

struct wp_pair {
	kvm_pte_t first;
	kvm_pte_t second;
};

static inline struct wp_pair wp_env_read_pair(const kvm_pte_t *ptep, int nr)
{
	return (struct wp_pair){ READ_ONCE(ptep[nr]), READ_ONCE(ptep[nr + 1]) };
}

static inline void wp_env_write_pair(kvm_pte_t *ptep, int nr, struct wp_pair pair)
{
	WRITE_ONCE(ptep[nr], pair.first);
	WRITE_ONCE(ptep[nr + 1], pair.second);
}

kvm_pte_t *wp_env_table(phys_addr_t pa);
phys_addr_t wp_env_table_pa(kvm_pte_t *table);
void wp_env_adopt(kvm_pte_t *table, unsigned int entries);
void wp_env_disown(kvm_pte_t *table, unsigned int entries);
void wp_env_flush(const struct wp_env *env, phys_addr_t ipa, u64 size);
void wp_env_unmap(const struct wp_env *env, phys_addr_t ipa, u64 size);
bool wp_env_unmap_is_cheap(void);
bool wp_env_is_large(const struct wp_env *env, phys_addr_t ipa, u64 size);
void wp_env_sync(void);
void wp_env_assert_locked(const struct wp_env *env);
void wp_env_assert_read_locked(struct kvm *kvm);
void wp_env_assert_slots_locked(const struct wp_env *env);
bool wp_env_contended(const struct wp_env *env);
u64 wp_env_clock_ns(void);
u64 wp_env_ticks(void);
u64 wp_env_ticks_in(u64 ns);

#endif /* KVM_ARM_WP_ENV_H */
