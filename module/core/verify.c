// SPDX-License-Identifier: GPL-2.0
/*
 * Checks the result of a pass.  It has a walk of its own, because wp_walk() is
 * part of what it checks.
 */
#include <linux/kernel.h>

#include "verify.h"

/*
 * struct wp_check - a verification in progress
 */
struct wp_check {
	struct wp_batch *batch;
	phys_addr_t start;
	phys_addr_t end;
};

static bool wp_verify_block(const struct wp_check *check, kvm_pte_t pte,
			    s8 level, phys_addr_t addr)
{
	const struct wp_job *job = check->batch->job;

	if (!job->splitter || !wp_entry_is_block(pte, level) ||
	    !wp_entry_is_splittable(pte, level))
		return true;
	return addr < check->start && !job->served;
}

static bool wp_verify_leaf(const struct wp_check *check, kvm_pte_t pte,
			   s8 level, phys_addr_t addr)
{
	const struct wp_job *job = check->batch->job;

	if (!wp_verify_block(check, pte, level, addr))
		return false;
	if (!job->protector || wp_entry_is_readonly(pte))
		return true;
	return job->splitter && wp_entry_is_block(pte, level);
}

static void wp_verify_report(struct wp_batch *batch, kvm_pte_t pte, s8 level,
			     phys_addr_t addr)
{
	batch->counts.verify_failures++;
	if (batch->finding.nr++)
		return;
	batch->finding.addr = addr;
	batch->finding.pte = pte;
	batch->finding.level = level;
}

/* Check the entries in range of the table at @ptep, which begins at IPA @base. */
static void wp_verify_table(const struct wp_check *check,
			    const kvm_pte_t *ptep, unsigned int nr, s8 level,
			    phys_addr_t base)
{
	phys_addr_t size = wp_level_size(level);
	unsigned int i = 0;
	phys_addr_t addr;

	if (check->start > base)
		i = (check->start - base) >> kvm_granule_shift(level);
	for (addr = base + i * size; i < nr && addr < check->end;
	     i++, addr += size) {
		kvm_pte_t pte = wp_entry_read(&ptep[i]);

		if (wp_entry_is_table(pte, level))
			wp_verify_table(check, wp_entry_follow(pte),
					PTRS_PER_PTE, level + 1, addr);
		else if (!wp_verify_leaf(check, pte, level, addr))
			wp_verify_report(check->batch, pte, level, addr);
	}
}

void wp_verify(struct wp_batch *batch, const struct kvm_arm_wp_stage2 *s2,
	       phys_addr_t start, phys_addr_t end)
{
	const struct wp_check check = {
		.batch = batch,
		.start = start,
		.end = end,
	};
	unsigned int nr = BIT_ULL(s2->ia_bits) / wp_level_size(s2->start_level);

	wp_batch_assert_locked(batch);
	if (start < end)
		wp_verify_table(&check, s2->root, nr, s2->start_level, 0);
}
