// SPDX-License-Identifier: GPL-2.0
/* Allocates and frees pages for tables. */
#include "reserve.h"

#define WP_RESERVE_MIN 2

/*
 * Pages need not be zeroed: wp_entry_fill() and wp_entry_copy() write every
 * entry before a table can be reached.  A few pages are a success: a batch can
 * work with them.
 */
int wp_reserve_fill(struct wp_reserve *reserve, u64 want)
{
	want = min_t(u64, want, ARRAY_SIZE(reserve->table));

	while (reserve->nr < want) {
		kvm_pte_t *table = (kvm_pte_t *)__get_free_page(WP_GFP);

		if (!table)
			return reserve->nr >= WP_RESERVE_MIN ? 0 : -ENOMEM;
		reserve->table[reserve->nr++] = table;
	}
	return 0;
}

void wp_reserve_drain(struct wp_reserve *reserve)
{
	while (reserve->nr)
		free_page((unsigned long)reserve->table[--reserve->nr]);
}
