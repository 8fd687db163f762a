// SPDX-License-Identifier: GPL-2.0
/* at: selftests/kmod/kvm_arm_wp_sabotage.c */

static void good_sabotage(kvm_pte_t *table)
{
	table[0] = 0;
}
