// SPDX-License-Identifier: GPL-2.0
/* at: module/core/bad_store.c */

struct bad_store {
	kvm_pte_t *ptep;
	kvm_pte_t pte;
	u64 count;
};

static void bad_assign(kvm_pte_t *ptep, kvm_pte_t pte, struct bad_store *ctx)
{
	*ptep = pte;				/* flag: raw-store */
	ptep[3] = pte;				/* flag: raw-store */
	*(ptep + 1) = pte;			/* flag: raw-store */
	*ptep++ = pte;				/* flag: raw-store */
	*ctx->ptep = pte;			/* flag: raw-store */
	*(kvm_pte_t *)ctx = pte;		/* flag: raw-store */
}

static void bad_modify(kvm_pte_t *ptep, struct bad_store *ctx)
{
	*ptep &= ~1ULL;				/* flag: raw-store */
	ctx->ptep[1] |= 3;			/* flag: raw-store */
	(*ptep)++;				/* flag: raw-store */
	clear_bit(7, (unsigned long *)ptep);	/* flag: raw-store */
}

static void bad_helper(kvm_pte_t *ptep, kvm_pte_t pte, struct bad_store *ctx)
{
	WRITE_ONCE(*ptep, pte);			/* flag: raw-store */
	WRITE_ONCE(ctx->ptep[2], pte);		/* flag: raw-store */
	smp_store_release(ptep, pte);		/* flag: raw-store */
	smp_store_release(&ptep[2], pte);	/* flag: raw-store */
	xchg(ptep, pte);			/* flag: raw-store */
	cmpxchg(ptep, pte, 0);			/* flag: raw-store */
	try_cmpxchg(ptep, &pte, 0);		/* flag: raw-store */
	memset(ctx->ptep, 0, PAGE_SIZE);	/* flag: raw-store */
	memcpy(ptep, ctx->ptep, PAGE_SIZE);	/* flag: raw-store */
	clear_page(ptep);			/* flag: raw-store */
}

static kvm_pte_t good_reader(const kvm_pte_t *ptep, struct bad_store *ctx)
{
	kvm_pte_t pte = READ_ONCE(*ptep);

	pte &= ~1ULL;
	ctx->pte = pte;
	ctx->ptep = NULL;
	WRITE_ONCE(ctx->count, ctx->count + 1);
	wp_entry_protect(ctx->ptep, pte);
	return pte;
}
