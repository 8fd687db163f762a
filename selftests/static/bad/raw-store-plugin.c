// SPDX-License-Identifier: GPL-2.0
/* at: selftests/kmod/bad_store.c */

struct bad_run {
	kvm_pte_t *parent;
	kvm_pte_t *ptep;
};

static void bad_plugin_store(const struct bad_run *run, kvm_pte_t *table)
{
	run->ptep[3] = 0;			/* flag: raw-store */
	WRITE_ONCE(*run->parent, 0);		/* flag: raw-store */
	memset(table, 0, PAGE_SIZE);		/* flag: raw-store */
}

static void good_plugin_store(const struct bad_run *run, kvm_pte_t *table)
{
	wp_entry_protect(&run->ptep[3], wp_entry_read(&run->ptep[3]));
	wp_entry_fill(table, 0, 2, 0);
}
