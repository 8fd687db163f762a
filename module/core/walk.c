// SPDX-License-Identifier: GPL-2.0
/* The one place that knows how to descend a stage-2 table. */
#include <linux/kernel.h>

#include "walk.h"

static enum wp_status wp_walk_table(struct wp_batch *batch, kvm_pte_t *ptep,
				    s8 level, phys_addr_t addr,
				    phys_addr_t end);

/*
 * Only what stops the walk writes down where to go on: further up the status
 * just goes through.
 */
static enum wp_status wp_walk_stopped(struct wp_batch *batch,
				      enum wp_status status, phys_addr_t addr,
				      phys_addr_t end)
{
	if (status != WP_DONE)
		batch->next = status == WP_MORE ? end : addr;
	return status;
}

/*
 * A round comes by here for each 64 pages.  The run is in the batch for that
 * reason: on the stack, its address given away, it would get a canary.
 */
static __always_inline enum wp_status
wp_walk_pages(struct wp_batch *batch, kvm_pte_t *parent, kvm_pte_t *ptep,
	      phys_addr_t addr, phys_addr_t end)
{
	enum wp_status status = WP_DONE;
	unsigned int work = 1;

	if (batch->job->walker) {
		batch->run.parent = parent;
		batch->run.ptep = ptep;
		batch->run.nr = (end - addr) >> PAGE_SHIFT;
		batch->run.addr = addr;
		status = batch->job->walker->pages(batch, &batch->run);
		work = WP_TABLE_WORK;
	}
	if (status == WP_DONE && wp_batch_pause(batch, work))
		status = WP_MORE;
	return wp_walk_stopped(batch, status, addr, end);
}

/*
 * A block that is to stay one is protected as it is, like KVM does it: the first
 * write makes KVM dissolve it.
 */
static void wp_walk_protect_block(struct wp_batch *batch,
				  const struct wp_block *block)
{
	if (!batch->job->walker || wp_entry_is_readonly(block->pte))
		return;
	wp_entry_protect(block->ptep, block->pte);
	batch->counts.ptes_wp++;
}

/*
 * A pass of ours comes to a block at its start: KVM maps one only where all of
 * it is in the slot.  To arrive in the middle means that a fault has mapped it
 * since this pass went through the first part, most likely over a table of ours.
 * That would go on, at the price of a large mapping each time, so the block is
 * left as it is; a pass at commit, when faults map pages only, finds it.
 *
 * In a pass of KVM's it means nothing: the range is a chunk of the slot.
 */
static enum wp_status wp_walk_block(struct wp_batch *batch, kvm_pte_t *ptep,
				    kvm_pte_t pte, s8 level, phys_addr_t addr)
{
	const struct wp_block block = {
		.ptep = ptep,
		.pte = pte,
		.level = level,
		.addr = addr & ~(wp_level_size(level) - 1),
	};
	enum wp_status status;

	if (!batch->job->splitter) {
		wp_walk_protect_block(batch, &block);
		return WP_DONE;
	}
	if (block.addr != addr && !batch->job->served)
		return WP_DONE;

	status = batch->job->splitter->block(batch, &block);
	if (status == WP_DONE && wp_batch_pause(batch, WP_TABLE_WORK))
		return WP_MORE;
	return status;
}

/* Visit the entry that maps @addr to @end. */
static enum wp_status wp_walk_entry(struct wp_batch *batch, kvm_pte_t *ptep,
				    s8 level, phys_addr_t addr, phys_addr_t end)
{
	kvm_pte_t pte = wp_entry_read(ptep);
	enum wp_status status;

	if (wp_entry_is_table(pte, level)) {
		kvm_pte_t *child = wp_entry_follow(pte) +
				   wp_entry_index(addr, level + 1);

		if (level + 1 < WP_LAST_LEVEL)
			return wp_walk_table(batch, child, level + 1, addr, end);
		return wp_walk_pages(batch, ptep, child, addr, end);
	}
	if (wp_entry_is_block(pte, level))
		status = wp_walk_block(batch, ptep, pte, level, addr);
	else
		status = wp_batch_pause(batch, 1) ? WP_MORE : WP_DONE;
	return wp_walk_stopped(batch, status, addr, end);
}

static enum wp_status wp_walk_table(struct wp_batch *batch, kvm_pte_t *ptep,
				    s8 level, phys_addr_t addr, phys_addr_t end)
{
	enum wp_status status;
	phys_addr_t next;

	for (; addr < end; addr = next, ptep++) {
		next = wp_addr_end(addr, end, level);
		status = wp_walk_entry(batch, ptep, level, addr, next);
		if (status != WP_DONE)
			return status;
	}
	return WP_DONE;
}

/*
 * In a log round KVM asks for 64 pages at a time.  As long as all of a range lies
 * below one entry there is nothing to loop over: go straight down.  What the
 * helpers of kvm_arm_wp_level.h would work out for each level is carried along.
 *
 * An entry of the root is none of the last level, so that the first one may be
 * asked whether it leads on: KVM's tables have two levels at least
 * (kvm_get_vtcr() in arch/arm64/kvm/hyp/pgtable.c).
 */
static enum wp_status wp_walk_range(struct wp_batch *batch, kvm_pte_t *ptep,
				    int level, phys_addr_t addr,
				    phys_addr_t end)
{
	phys_addr_t differs = addr ^ (end - 1);
	unsigned int shift = kvm_granule_shift(level);

	if (addr >= end)
		return WP_DONE;
	while (!(differs >> shift)) {
		kvm_pte_t pte = wp_entry_read(ptep);
		kvm_pte_t *child;

		if (!wp_entry_leads_on(pte))
			return wp_walk_entry(batch, ptep, level, addr, end);
		shift -= WP_LEVEL_BITS;
		child = wp_entry_follow(pte) + (addr >> shift) % PTRS_PER_PTE;
		if (++level == WP_LAST_LEVEL)
			return wp_walk_pages(batch, ptep, child, addr, end);
		ptep = child;
	}
	return wp_walk_table(batch, ptep, level, addr, end);
}

enum wp_status wp_walk(struct wp_batch *batch,
		       const struct kvm_arm_wp_stage2 *s2)
{
	phys_addr_t limit = BIT_ULL(s2->ia_bits);
	phys_addr_t end = min3(batch->job->end, batch->until, limit);
	enum wp_status status;

	status = wp_walk_range(batch, s2->root +
			       wp_root_index(batch->next, s2->start_level),
			       s2->start_level, batch->next, end);
	if (status == WP_DONE)
		batch->next = end;
	/* Out of time, but there is nothing left to come back for. */
	return batch->next == end ? WP_DONE : status;
}
