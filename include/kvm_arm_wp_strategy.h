/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Strategies: ways of splitting blocks and of write-protecting pages.
 *
 * kvm_arm_wp.ko brings some; another module can register more, which then can
 * be chosen by name like those.  It needs MODULE_IMPORT_NS(KVM_ARM_WP), and
 * nothing of KVM's.
 *
 * A strategy sees a table only through its callbacks, and only while mmu_lock
 * is held for write.  It reads and writes entries with the helpers of
 * kvm_arm_wp_entry.h, gets pages for tables from wp_batch_table(), and leaves
 * TLB flushes, reference counts and statistics to the batch that it is given.
 */
#ifndef KVM_ARM_WP_STRATEGY_H
#define KVM_ARM_WP_STRATEGY_H

#include "kvm_arm_wp_entry.h"

struct module;
struct wp_batch;

/* Length of a strategy's name, with the NUL. */
#define WP_STRATEGY_NAME	16

/* Walkers, or splitters, that there can be at a time. */
#define WP_STRATEGIES		8

/**
 * enum wp_status - how a batch, or a step of it, ended
 * @WP_DONE:	Nothing is left to do.
 * @WP_MORE:	Stopped early, to be fair to others; go on with a new batch.
 *		Not for strategies.
 * @WP_AGAIN:	Tables made or swapped so far must be settled (broken, flushed,
 *		installed, given back), and the entry just visited must be
 *		visited again.
 * @WP_STARVED:	As WP_AGAIN, and pages for tables are needed first.
 */
enum wp_status {
	WP_DONE,
	WP_MORE,
	WP_AGAIN,
	WP_STARVED,
};

/**
 * struct wp_run - last-level entries that follow each other in a table
 * @parent:	The entry that points to the table.
 * @ptep:	The first of the entries.
 * @nr:		How many there are (1 to PTRS_PER_PTE).
 * @addr:	IPA that the first one maps.
 */
struct wp_run {
	kvm_pte_t *parent;
	kvm_pte_t *ptep;
	unsigned int nr;
	phys_addr_t addr;
};

/**
 * struct wp_block - an entry that maps more than a page
 * @ptep:	The entry.
 * @pte:	Its value.
 * @level:	Its level (1 or 2).
 * @addr:	First IPA that it maps.
 */
struct wp_block {
	kvm_pte_t *ptep;
	kvm_pte_t pte;
	s8 level;
	phys_addr_t addr;
};

/**
 * struct wp_strategy - what walkers and splitters have in common
 * @name:	What an operator writes to choose it: letters, digits, '-', '_'.
 * @owner:	THIS_MODULE.  It cannot be unloaded while the strategy is chosen
 *		or a pass uses it.
 */
struct wp_strategy {
	const char *name;
	struct module *owner;
};

/**
 * struct wp_walker_ops - a way of write-protecting pages
 * @strategy:	Name and owner.
 * @uses_tables: It takes pages for tables, so that some should be at hand.
 * @pages:	Mandatory.  Called with mmu_lock held for write for each run of
 *		last-level entries in the range, in IPA order; may not sleep.
 *		Must leave no leaf of the run writable and change nothing else.
 *		Tells what it did by wp_batch_protected() or wp_batch_swap();
 *		the batch sees to the flush.  Returns WP_DONE, or what
 *		wp_batch_wait() says, with the run as it was: it will be called
 *		for it again.  If there are no pages to be had, a pass of KVM's
 *		goes on with the walker "inplace"; one of ours fails.
 */
struct wp_walker_ops {
	struct wp_strategy strategy;
	bool uses_tables;
	enum wp_status (*pages)(struct wp_batch *batch,
				const struct wp_run *run);
};

/**
 * struct wp_splitter_ops - a way of turning a block into a table
 * @strategy:	Name and owner.
 * @block:	Mandatory.  Called with mmu_lock held for write for each block
 *		in the range, in IPA order; may not sleep.  Gets a table from
 *		wp_batch_prepared(), or a page for one from wp_batch_table()
 *		which it fills, and gives it to wp_batch_replace(); or leaves
 *		the block alone.  Returns WP_DONE; WP_AGAIN after a replacement
 *		whose own blocks are to be split in turn; or what
 *		wp_batch_wait() says if there is no page: it will be called for
 *		the block again.
 * @build:	Optional.  Called without mmu_lock, may sleep, though not for
 *		long: kvm->slots_lock is held.  Fills @table with what @block
 *		was seen to map a moment ago, without the bits in @clear.
 *		@block->ptep is NULL: there may be no such entry any more.
 *		wp_batch_prepared() hands the table out if the block is still
 *		the same under the lock; else it is thrown away.
 */
struct wp_splitter_ops {
	struct wp_strategy strategy;
	enum wp_status (*block)(struct wp_batch *batch,
				const struct wp_block *block);
	void (*build)(kvm_pte_t *table, const struct wp_block *block,
		      kvm_pte_t clear);
};

/**
 * kvm_arm_wp_register_walker() - offer a walker
 * @ops:	The walker; stays valid until it is unregistered.
 *
 * It is listed from here on, and can be chosen as soon as the owner's init
 * function has returned.  One that fails later unregisters it.
 *
 * Context: Any.
 * Return: 0; -EINVAL if a mandatory part is missing or the name will not do;
 * -EEXIST if there is a walker of this name; -ENOSPC if there are WP_STRATEGIES
 * of them.
 */
int kvm_arm_wp_register_walker(const struct wp_walker_ops *ops);

/**
 * kvm_arm_wp_unregister_walker() - withdraw a walker
 * @ops:	As registered.
 *
 * To be called from the owner's exit function, which does not run while the
 * walker is chosen or in use, or when its init function fails.
 *
 * Context: Any.
 */
void kvm_arm_wp_unregister_walker(const struct wp_walker_ops *ops);

/**
 * kvm_arm_wp_register_splitter() - offer a splitter
 * @ops:	The splitter; stays valid until it is unregistered.
 *
 * Context: As kvm_arm_wp_register_walker().
 * Return: As kvm_arm_wp_register_walker().
 */
int kvm_arm_wp_register_splitter(const struct wp_splitter_ops *ops);

/**
 * kvm_arm_wp_unregister_splitter() - withdraw a splitter
 * @ops:	As registered.
 *
 * Context: As kvm_arm_wp_unregister_walker().
 */
void kvm_arm_wp_unregister_splitter(const struct wp_splitter_ops *ops);

/**
 * wp_batch_table() - take a page for a table
 * @batch:	The batch.
 *
 * The page belongs to the caller until wp_batch_replace(), wp_batch_swap() or
 * wp_batch_unused() takes it.
 *
 * Context: mmu_lock held for write.
 * Return: the page, of undefined content, or NULL: return wp_batch_wait().
 */
kvm_pte_t *wp_batch_table(struct wp_batch *batch);

/**
 * wp_batch_unused() - give a page back
 * @batch:	The batch.
 * @table:	A page from wp_batch_table(); not reachable from any table.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_unused(struct wp_batch *batch, kvm_pte_t *table);

/**
 * wp_batch_wait() - what to return when wp_batch_table() had nothing
 * @batch:	The batch.
 *
 * Context: mmu_lock held for write.
 * Return: WP_AGAIN if the batch has all that it can take, or pages that it can
 * use again once it has flushed; else WP_STARVED.
 */
enum wp_status wp_batch_wait(const struct wp_batch *batch);

/**
 * wp_batch_clear() - attributes that the children of a block shall not have
 * @batch:	The batch.
 * @block:	The block.
 *
 * Context: mmu_lock held for write.
 * Return: bits for wp_entry_fill(): the write permission if pages are to be
 * protected on this occasion, else 0.
 */
kvm_pte_t wp_batch_clear(const struct wp_batch *batch,
			 const struct wp_block *block);

/**
 * wp_batch_prepared() - take the table that was built for a block before
 * @batch:	The batch.
 * @block:	The block, as it is under the lock now held.
 *
 * Context: mmu_lock held for write.
 * Return: a table that maps what @block maps, without wp_batch_clear(); or NULL
 * if none was built, or for another value of the entry.
 */
kvm_pte_t *wp_batch_prepared(struct wp_batch *batch,
			     const struct wp_block *block);

/**
 * wp_batch_replace() - have a block replaced by a table, soon
 * @batch:	The batch; breaks, flushes and makes all replacements at once,
 *		so that vCPUs are shut out of a block for no longer than that.
 * @block:	The block.
 * @table:	Its table, with PTRS_PER_PTE entries that are not zero.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_replace(struct wp_batch *batch, const struct wp_block *block,
		      kvm_pte_t *table);

/**
 * wp_batch_protected() - leaves of a run were write-protected in place
 * @batch:	The batch; flushes before the lock is released, or leaves that
 *		to KVM where KVM does it.
 * @run:	The run.
 * @protected:	How many of its leaves lost the permission, may be 0.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_protected(struct wp_batch *batch, const struct wp_run *run,
			unsigned int protected);

/**
 * wp_batch_swap() - replace a run's table by a copy, at once
 * @batch:	The batch; flushes before the lock is released and before it
 *		uses the old table again.
 * @run:	A whole table: PTRS_PER_PTE entries.
 * @table:	The copy, from wp_entry_copy().
 * @copied:	What that returned.
 *
 * Context: mmu_lock held for write.
 */
void wp_batch_swap(struct wp_batch *batch, const struct wp_run *run,
		   kvm_pte_t *table, const struct wp_copied *copied);

/**
 * wp_protect_in_place() - clear the write permissions of a run of pages
 * @batch:	The batch.
 * @run:	The run.
 *
 * What a walker can fall back on, for a part of a table say: it needs nothing.
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
 * The table is one that was prepared for the block, or else filled now.
 *
 * Context: mmu_lock held for write.
 * Return: As &struct wp_splitter_ops says of its block callback.
 */
enum wp_status wp_split_block(struct wp_batch *batch,
			      const struct wp_block *block);

#endif /* KVM_ARM_WP_STRATEGY_H */
