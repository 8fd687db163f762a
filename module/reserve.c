// SPDX-License-Identifier: GPL-2.0
/* Allocates and returns pages for tables. */
#include "reserve.h"

#define WP_RESERVE_MIN 2

/*
 * Pages are not zeroed: wp_entry_fill() writes every entry before a table can
 * be reached.  Getting some of them is a success, a batch makes do with few.
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
