/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The plug-in API: strategies to write-protect pages, to split blocks, and to
 * get blocks back.
 *
 * A protector write-protects pages.  A splitter replaces a block by a table
 * that maps the same memory.  A recoverer makes KVM fold such a table into a
 * block again, once the log is off.  kvm_arm_wp.ko has some of each.  Another module
 * can register more from its init function; an operator then chooses them by
 * name, like the built-in ones.  The module needs MODULE_IMPORT_NS(KVM_ARM_WP)
 * and no symbol of KVM.
 *
 * A batch is what is done to a table during one hold of mmu_lock.  A strategy
 * accesses a table only in its callbacks, for the batch that is passed to them,
 * while mmu_lock is held for write.  It reads and writes entries with the
 * helpers of kvm_arm_wp_entry.h, and takes pages for tables from
 * wp_batch_table().  The batch does the rest: TLB flushes, reference counts and
 * statistics.
 */
#ifndef KVM_ARM_WP_STRATEGY_H
#define KVM_ARM_WP_STRATEGY_H

#include "kvm_arm_wp_entry.h"

struct module;
struct wp_batch;

/* Maximum length of a strategy's name, including the NUL. */
#define WP_STRATEGY_NAME	16

/* Maximum number of protectors, of splitters, and of recoverers. */
#define WP_STRATEGIES		8

/**
 * enum wp_status - how a batch, or a step of a batch, ended
 * @WP_DONE:	Nothing is left to do.
 * @WP_MORE:	The batch stopped early because its time was over or another
 *		task waits; go on with a new batch.  A strategy must not return
 *		this.
 * @WP_AGAIN:	The batch must first settle: break and flush the entries of
 *		the blocks that are to be replaced, install the new tables, and
 *		take back the tables that were swapped out.  Then visit the
 *		current entry again.
 * @WP_STARVED:	As WP_AGAIN, but the batch needs more pages for tables first.
 */
enum wp_status {
	WP_DONE,
	WP_MORE,
	WP_AGAIN,
	WP_STARVED,
};

/**
 * struct wp_run - consecutive entries of a last-level table
 * @parent:	The entry that points to the table.
 * @ptep:	First entry of the run.
 * @nr:		Number of entries (1 to PTRS_PER_PTE).
 * @addr:	IPA of the first entry.
 */
struct wp_run {
	kvm_pte_t *parent;
	kvm_pte_t *ptep;
	unsigned int nr;
	phys_addr_t addr;
};

/**
 * struct wp_block - a block entry
 * @ptep:	The entry.
 * @pte:	Value of the entry.
 * @level:	Level of the entry (1 or 2).
 * @addr:	First IPA that the block maps.
 */
struct wp_block {
	kvm_pte_t *ptep;
	kvm_pte_t pte;
	s8 level;
	phys_addr_t addr;
};

/**
 * struct wp_strategy - common part of protectors and splitters
 * @name:	Name by which an operator chooses the strategy; consists of
 *		letters, digits, '-' and '_'.
 * @owner:	THIS_MODULE.  The module cannot be unloaded while the strategy
 *		is chosen or a pass uses it.
 */
struct wp_strategy {
	const char *name;
	struct module *owner;
};

/**
 * struct wp_protector_ops - a way to write-protect pages
 * @strategy:	Name and owner.
 * @uses_tables: The protector calls wp_batch_table().  Pages for tables are
 *		then allocated before KVM takes mmu_lock for its own pass.
 * @pages:	Mandatory.  Called for each run of last-level entries in the
 *		range, in IPA order, with mmu_lock held for write; may not
 *		sleep.  Must leave no leaf of the run writable, and must change
 *		nothing else.  Reports the result with wp_batch_protected() or
 *		wp_batch_swap(); the batch takes care of the flush.  Returns
 *		WP_DONE; or, without a change to the run, the result of
 *		wp_batch_wait(): then it is called for the run again.  If no
 *		page can be had, a request of KVM goes on with the protector
 *		"inplace", and a pass of kvm_arm_wp fails with -ENOMEM.
 */
struct wp_protector_ops {
	struct wp_strategy strategy;
	bool uses_tables;
	enum wp_status (*pages)(struct wp_batch *batch,
				const struct wp_run *run);
};

/**
 * struct wp_splitter_ops - a way to replace a block by a table
 * @strategy:	Name and owner.
 * @block:	Mandatory.  Called for each block in the range, in IPA order,
 *		with mmu_lock held for write; may not sleep.  Takes a table
 *		from wp_batch_prebuilt(), or fills a page from wp_batch_table(),
 *		and passes the table to wp_batch_replace().  It may also leave
 *		the block alone.  Returns WP_DONE; WP_AGAIN after a replacement
 *		if the blocks in the new table are to be split in turn; or the
 *		result of wp_batch_wait() if there is no page: then it is
 *		called for the block again.
 * @build:	Optional.  Fills @table with the children of @block, without
 *		the bits in @clear.  Called without mmu_lock; may sleep, but
 *		not for long, because kvm->slots_lock is held.  @block was read
 *		under an earlier hold of mmu_lock, so it may have changed;
 *		@block->ptep is NULL.  If @block is unchanged under the next
 *		hold, wp_batch_prebuilt() returns the table; if not, the table
 *		is discarded.
 */
struct wp_splitter_ops {
	struct wp_strategy strategy;
	enum wp_status (*block)(struct wp_batch *batch,
				const struct wp_block *block);
	void (*build)(kvm_pte_t *table, const struct wp_block *block,
		      kvm_pte_t clear);
};

/**
 * struct wp_recoverer_ops - a way to make KVM fold tables into blocks
 * @strategy:	Name and owner.
 * @refuses:	Optional.  Called when an operator chooses the strategy, in any
 *		context.  Returns NULL, or why this host cannot use it.
 * @table:	Called for each last-level table that has replaced a block whose
 *		memory the host still maps by a block, in IPA order, with
 *		mmu_lock held for write; may not sleep.  The slot does not log.
 *		Takes permissions or mappings away from all of the table, so
 *		that the guest faults, and KVM maps a block.  It may never grant
 *		any.  Returns WP_DONE; or WP_AGAIN if it has unmapped the table.
 *		NULL: blocks are not recovered.
 */
struct wp_recoverer_ops {
	struct wp_strategy strategy;
	const char *(*refuses)(void);
	enum wp_status (*table)(struct wp_batch *batch,
				const struct wp_run *run);
};

/**
 * kvm_arm_wp_register_protector() - register a protector
 * @ops:	The protector; must stay valid until it is unregistered.
 *
 * The protector is listed at once, and can be chosen as soon as the owner's
 * init function has returned.  An init function that fails afterwards must
 * unregister the protector.
 *
 * Context: Any.
 * Return: 0; -EINVAL if a mandatory member is missing or the name is not valid;
 * -EEXIST if another protector has this name; -ENOSPC if WP_STRATEGIES
 * protectors are registered.
 */
int kvm_arm_wp_register_protector(const struct wp_protector_ops *ops);

/**
 * kvm_arm_wp_unregister_protector() - unregister a protector
 * @ops:	As registered.
 *
 * Call this from the owner's exit function, which does not run while the
 * protector is chosen or in use, or from an init function that fails.
 *
 * Context: Any.
 */
void kvm_arm_wp_unregister_protector(const struct wp_protector_ops *ops);

/**
 * kvm_arm_wp_register_splitter() - register a splitter
 * @ops:	The splitter; must stay valid until it is unregistered.
 *
 * Context: As kvm_arm_wp_register_protector().
 * Return: As kvm_arm_wp_register_protector().
 */
int kvm_arm_wp_register_splitter(const struct wp_splitter_ops *ops);

/**
 * kvm_arm_wp_unregister_splitter() - unregister a splitter
 * @ops:	As registered.
 *
 * Context: As kvm_arm_wp_unregister_protector().
 */
void kvm_arm_wp_unregister_splitter(const struct wp_splitter_ops *ops);

/**
 * kvm_arm_wp_register_recoverer() - register a recoverer
 * @ops:	The recoverer; must stay valid until it is unregistered.
 *
 * Context: As kvm_arm_wp_register_protector().
 * Return: As kvm_arm_wp_register_protector().
 */
int kvm_arm_wp_register_recoverer(const struct wp_recoverer_ops *ops);

/**
 * kvm_arm_wp_unregister_recoverer() - unregister a recoverer
 * @ops:	As registered.
 *
 * Context: As kvm_arm_wp_unregister_protector().
 */
void kvm_arm_wp_unregister_recoverer(const struct wp_recoverer_ops *ops);

/**
 * wp_batch_table() - take a page for a table
 * @batch:	The batch.
 *
 * The caller owns the page until it passes the page to wp_batch_replace(),
 * wp_batch_swap() or wp_batch_unused().
 *
 * Context: mmu_lock held for write.
 * Return: a page of undefined content; or NULL: then the callback must return
 * the result of wp_batch_wait().
 */
kvm_pte_t *wp_batch_table(struct wp_batch *batch);

/**
 * wp_batch_unused() - give a page back
 * @batch:	The batch.
 * @table:	A page from wp_batch_table(); no table leads to it.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_unused(struct wp_batch *batch, kvm_pte_t *table);

/**
 * wp_batch_wait() - get the status to return after wp_batch_table() failed
 * @batch:	The batch.
 *
 * Context: mmu_lock held for write.
 * Return: WP_AGAIN if the batch is full, or can reuse pages after a flush;
 * WP_STARVED otherwise.
 */
enum wp_status wp_batch_wait(const struct wp_batch *batch);

/**
 * wp_batch_clear() - get the attributes that the children of a block must lose
 * @batch:	The batch.
 * @block:	The block.
 *
 * Context: mmu_lock held for write.
 * Return: bits for wp_entry_fill(): the write permission if the pass also
 * write-protects and the children are pages, otherwise 0.
 */
kvm_pte_t wp_batch_clear(const struct wp_batch *batch,
			 const struct wp_block *block);

/**
 * wp_batch_prebuilt() - take the table that was built ahead for a block
 * @batch:	The batch.
 * @block:	The block, read under the lock that is now held.
 *
 * Context: mmu_lock held for write.
 * Return: a table with the children of @block, without the bits of
 * wp_batch_clear(); or NULL if no table was built for this block and this value
 * of its entry.
 */
kvm_pte_t *wp_batch_prebuilt(struct wp_batch *batch,
			     const struct wp_block *block);

/**
 * wp_batch_replace() - queue the replacement of a block by a table
 * @batch:	The batch.
 * @block:	The block.
 * @table:	The table; all of its PTRS_PER_PTE entries are non-zero.
 *
 * The batch later breaks all queued blocks, flushes once, and installs their
 * tables.  A vCPU cannot access a block only during that time.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_replace(struct wp_batch *batch, const struct wp_block *block,
		      kvm_pte_t *table);

/**
 * wp_batch_protected() - report leaves that were write-protected in place
 * @batch:	The batch.
 * @run:	The run.
 * @protected:	Number of leaves that lost the write permission; may be 0.
 *
 * The batch flushes before the lock is released.  In a request of KVM it leaves
 * that flush to KVM.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_protected(struct wp_batch *batch, const struct wp_run *run,
			unsigned int protected);

/**
 * wp_batch_swap() - replace the table of a run by a copy at once
 * @batch:	The batch.
 * @run:	The run; must be a whole table of PTRS_PER_PTE entries.
 * @table:	The copy, filled by wp_entry_copy().
 * @copied:	The result of wp_entry_copy().
 *
 * The batch flushes before the lock is released, and before it reuses the old
 * table.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_swap(struct wp_batch *batch, const struct wp_run *run,
		   kvm_pte_t *table, const struct wp_copied *copied);

/**
 * wp_batch_unmap() - unmap the table of a run
 * @batch:	The batch, of a pass that recovers blocks.
 * @run:	The run; must be a whole table.
 *
 * As an MMU notifier does it: KVM unmaps all of the table, flushes, and frees it.
 * The guest's next access is a fault.
 *
 * Tables above it may be freed, too: return WP_AGAIN at once.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_unmap(struct wp_batch *batch, const struct wp_run *run);

/**
 * wp_protect_in_place() - write-protect the pages of a run in place
 * @batch:	The batch.
 * @run:	The run.
 *
 * The @pages callback of the protector "inplace".  It needs no memory, so other
 * protectors can fall back on it, for example for a part of a table.
 *
 * Context: mmu_lock held for write.
 * Return: WP_DONE.
 */
enum wp_status wp_protect_in_place(struct wp_batch *batch,
				   const struct wp_run *run);

/**
 * wp_split_block() - replace a block by a table
 * @batch:	The batch.
 * @block:	The block.
 *
 * The @block callback of the built-in splitters.  Uses the table that was built
 * ahead for the block, or fills one now.
 *
 * Context: mmu_lock held for write.
 * Return: as for the @block callback of &struct wp_splitter_ops.
 */
enum wp_status wp_split_block(struct wp_batch *batch,
			      const struct wp_block *block);

#endif /* KVM_ARM_WP_STRATEGY_H */
