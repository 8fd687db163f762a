/* SPDX-License-Identifier: GPL-2.0 */
/* at: include/kvm_arm_wp_entry.h */

/**
 * good_entry() - store to an entry
 * @ptep:	The entry.
 */
static inline void good_entry(kvm_pte_t *ptep)
{
	WRITE_ONCE(*ptep, 0);
}
