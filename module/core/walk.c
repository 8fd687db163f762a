// SPDX-License-Identifier: GPL-2.0
/* Descends a stage-2 table, and calls the strategies for what it finds. */
#include <linux/kernel.h>

#include "verify.h"
#include "walk.h"

static enum wp_status wp_walk_table(struct wp_batch *batch, kvm_pte_t *ptep,
				    s8 level, phys_addr_t addr,
				    phys_addr_t end);

/*
 * The entry that stops the walk sets the IPA to go on from.  The levels above
 * it only pass the status on.
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
 * Hot path: a round calls this for each 64 pages.  The run is in the batch
 * because an on-stack run whose address escapes would enable stack protection
 * here.
 */
static __always_inline enum wp_status
wp_walk_pages(struct wp_batch *batch, kvm_pte_t *parent, kvm_pte_t *ptep,
	      phys_addr_t addr, phys_addr_t end)
{
	enum wp_status status = WP_DONE;
	unsigned int work = WP_DESCENT_WORK;

	if (batch->job->protector) {
		batch->run.parent = parent;
		batch->run.ptep = ptep;
		batch->run.nr = (end - addr) >> PAGE_SHIFT;
		batch->run.addr = addr;
		status = batch->job->protector->pages(batch, &batch->run);
		work = batch->run.nr + WP_RUN_WORK;
	}
	if (status == WP_DONE && wp_batch_pause(batch, work))
		status = WP_MORE;
	return wp_walk_stopped(batch, status, addr, end);
}

/*
 * Without a splitter the block stays a block, and is protected as KVM does it.
 * KVM splits it at the first write.
 */
static void wp_walk_protect_block(struct wp_batch *batch,
				  const struct wp_block *block)
{
	if (!batch->job->protector || wp_entry_is_readonly(block->pte))
		return;
	wp_entry_protect(block->ptep, block->pte);
	batch->counts.ptes_wp++;
}

/*
 * Our own pass normally reaches a block at its start, because KVM maps a block
 * only where all of it lies in the slot.  If the pass reaches the middle of a
 * block, a fault has mapped the block after the pass went through its first
 * part, most likely over a table that the pass installed.  Splitting again
 * could livelock against a faulting vCPU; leave the block to the commit pass,
 * during which faults map pages only.
 *
 * In a served job the range is a chunk of the slot, and may start in the middle
 * of any block.
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
		return wp_batch_pause(batch, 1) ? WP_MORE : WP_DONE;
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
 * Hot path: in a round KVM asks for 64 pages at a time.  As long as all of the
 * range lies below one entry, descend without a loop over entries.  The shift
 * is carried along instead of being computed for each level.
 *
 * wp_entry_leads_on() must not be asked about a last-level entry.  The root
 * never is one: KVM's tables have at least two levels (kvm_get_vtcr() in
 * arch/arm64/kvm/hyp/pgtable.c).
 */
static enum wp_status wp_walk_range(struct wp_batch *batch,
				    const struct kvm_arm_wp_stage2 *s2,
				    phys_addr_t addr, phys_addr_t end)
{
	kvm_pte_t *ptep = s2->root + wp_root_index(addr, s2->start_level);
	unsigned int shift = kvm_granule_shift(s2->start_level);
	phys_addr_t differs = addr ^ (end - 1);
	int level = s2->start_level;

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

/* A walk that ran out of time at the very end of the range is done. */
enum wp_status wp_walk(struct wp_batch *batch,
		       const struct kvm_arm_wp_stage2 *s2)
{
	phys_addr_t limit = BIT_ULL(s2->ia_bits);
	phys_addr_t end = min3(batch->job->end, batch->until, limit);
	enum wp_status status = WP_DONE;

	wp_batch_assert_locked(batch);
	if (batch->next < end)
		status = wp_walk_range(batch, s2, batch->next, end);
	if (status == WP_DONE)
		batch->next = end;
	if (batch->stale_end)
		wp_batch_settle(batch);
	return batch->next == end ? WP_DONE : status;
}

/* After WP_AGAIN the batch goes on under the same hold while time permits. */
static bool wp_walk_again(struct wp_batch *batch, phys_addr_t start,
			  enum wp_status status)
{
	if (status != WP_AGAIN)
		return false;
	if (batch->next == start)
		return true;
	return batch->counts.tlb_flushes < WP_BATCH_FLUSHES &&
	       !wp_batch_expired(batch);
}

enum wp_status wp_walk_hold(struct wp_batch *batch,
			    const struct kvm_arm_wp_stage2 *s2)
{
	phys_addr_t start = batch->next;
	enum wp_status status;

	wp_batch_begin(batch);
	do {
		status = wp_walk(batch, s2);
	} while (wp_walk_again(batch, start, status));
	if (batch->job->verify)
		wp_verify(batch, s2, start, batch->next);

	wp_batch_end(batch);
	return status == WP_AGAIN ? WP_MORE : status;
}
