/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The API of kvm_arm_wp_shim.ko: hooks in KVM's memslot path, and access to a
 * VM's stage-2 table, on kernels that export neither.
 *
 * Only the shim knows which kernel it runs on.  A module that imports its
 * symbols needs MODULE_IMPORT_NS(KVM_ARM_WP).
 */
#ifndef KVM_ARM_WP_SHIM_H
#define KVM_ARM_WP_SHIM_H

#include <linux/kvm_host.h>
#include <asm/kvm_pgtable.h>

#include "kvm_arm_wp_compat.h"

/**
 * struct kvm_arm_wp_stage2 - location of a VM's stage-2 table
 * @root:	First entry of the start-level table.  Up to 16 tables may be
 *		concatenated at that level; they form one array.
 * @ia_bits:	Size of the IPA space, in bits (32 to 52).
 * @start_level: Level of @root (-1 to 2).
 *
 * Valid until mmu_lock, under which it was filled in, is released.
 */
struct kvm_arm_wp_stage2 {
	kvm_pte_t *root;
	u32 ia_bits;
	s8 start_level;
};

/**
 * struct kvm_arm_wp_request - one call of KVM for a range of a table
 * @kvm:	The VM.
 * @slot:	The slot at @start; NULL if @s2 is the shadow table of a nested
 *		guest, whose addresses are not those of slots.
 * @s2:		The table.
 * @start:	First IPA, page aligned.
 * @end:	End (exclusive), page aligned, above @start, within the IPA
 *		space.
 */
struct kvm_arm_wp_request {
	struct kvm *kvm;
	const struct kvm_memory_slot *slot;
	struct kvm_arm_wp_stage2 s2;
	phys_addr_t start;
	phys_addr_t end;
};

/**
 * enum kvm_arm_wp_round - flags of a round that is about to begin
 * @KVM_ARM_WP_ROUND_ONE_HOLD:	KVM will hold mmu_lock from the first request
 *				for the slot to the last.
 * @KVM_ARM_WP_ROUND_READS:	The VMM reads which pages are dirty.  Without
 *				this flag it only clears bits that it read
 *				before.
 * @KVM_ARM_WP_ROUND_RINGS:	KVM resets the vCPUs' rings, one after the
 *				other, and flushes all of the VM at the end.
 */
enum kvm_arm_wp_round {
	KVM_ARM_WP_ROUND_ONE_HOLD = 1 << 0,
	KVM_ARM_WP_ROUND_READS = 1 << 1,
	KVM_ARM_WP_ROUND_RINGS = 1 << 2,
};

/**
 * struct kvm_arm_wp_fault - a write fault of a vCPU
 * @ipa:	IPA of the page.
 * @slot:	KVM's number of the slot.
 * @why:	What the consumer's hook @fault returned.
 * @dirtied:	The shim has marked the page dirty, and the page was clean.  The
 *		consumer's hook @dirty is not called for it.
 * @ticks:	How long the fault took, in ticks of the system counter.
 */
struct kvm_arm_wp_fault {
	phys_addr_t ipa;
	int slot;
	int why;
	bool dirtied;
	u64 ticks;
};

/**
 * struct kvm_arm_wp_hooks - the callbacks of a consumer
 * @prepare:	KVM's own kvm_arch_prepare_memory_region() has accepted a
 *		memslot change.  The change is not visible to anybody yet.
 *		Called with kvm->slots_lock and kvm->slots_arch_lock held; may
 *		sleep.  @old is NULL for KVM_MR_CREATE, @new is NULL for
 *		KVM_MR_DELETE.  Returns 0 to let the change go on.  If it
 *		returns a negative errno, KVM undoes the change and the ioctl
 *		fails with that errno.
 *		@prepare, @commit and @committed are called only if the change
 *		deletes or moves the slot, or the log is on afterwards.
 * @commit:	A memslot change has taken effect: every task sees the new slot.
 *		KVM's own kvm_arch_commit_memory_region() follows.  If
 *		dirty logging was switched on without initially-all-set, that
 *		function write-protects and flushes the slot.  Called with
 *		kvm->slots_lock held; may sleep.  Cannot fail.
 * @committed:	KVM's own kvm_arch_commit_memory_region() has returned.  Called
 *		like @commit, for the same change; @new is NULL if the slot is
 *		gone.
 * @round:	KVM is about to collect or to reset the dirty pages of a slot
 *		that logs.  Called by GET_DIRTY_LOG and CLEAR_DIRTY_LOG for
 *		their slot, and by RESET_DIRTY_RINGS once for each slot that
 *		logs.  For @flags see &enum kvm_arm_wp_round.  Called with
 *		kvm->slots_lock held; may sleep.
 * @rounded:	KVM has reset the ring of a vCPU.  @interrupted is true if a
 *		signal has interrupted it before the end of the rings: the
 *		ioctl then ends, and the VMM is expected to repeat it.  Called
 *		with kvm->slots_lock held; may sleep.  KVM flushes later,
 *		without that lock.
 * @protect:	KVM asks to write-protect the leaves in a range, and will flush
 *		afterwards.  The reason is the initial pass at commit or a
 *		round; the range may be one of a nested guest's shadow table.
 *		Called with kvm->slots_lock held and kvm->mmu_lock held for
 *		write; may not sleep, but may interrupt the hold, see
 *		kvm_arm_wp_hold_interrupt().  May change the request.  Returns
 *		true if every leaf that overlaps the range, of whatever size, is
 *		read-only, or was read-only at some time during the call; or
 *		false, with nothing done, to let KVM do the work.
 * @split:	KVM asks to split the blocks in a range, with pages from @cache
 *		(see kvm_arm_wp_cache_take()).  Called like @protect.  Returns
 *		true with *@ret set to 0 if every block that overlaps the range
 *		is a table of pages and no flush is owed; true with *@ret set
 *		to -ENOMEM if the cache ran out before; or false to let KVM do
 *		the work.
 * @flushed:	KVM has flushed TLB entries of the VM, which took @ns
 *		nanoseconds.  If @slot is not NULL, KVM flushed for the dirty
 *		log of that slot, with kvm->slots_lock held.  If @slot is NULL,
 *		KVM flushed all of the VM, possibly without that lock: after a
 *		reset of rings, on some kernels at commit, or for a reason
 *		other than the dirty log.  A kernel that flushes the VM to
 *		flush a slot reports both, the VM first.  May not sleep.
 * @dirty:	KVM is about to mark a clean page of @slot dirty.  Called by a
 *		vCPU in a fault, or by a task that writes to guest memory on
 *		behalf of a vCPU; may not sleep.
 * @fault:	A vCPU writes to a page of a slot that logs, and a permission of
 *		the leaf refuses that.  @ipa is page aligned.  Called with
 *		kvm->srcu and kvm->mmu_lock held for read, under RCU; may not
 *		sleep.  Returns 0 if the leaf is writable now: the shim flushes
 *		the page on this CPU and marks it dirty.  A positive value lets
 *		KVM handle the fault.  Called only while
 *		kvm_arm_wp_handle_faults() is on.
 * @faulted:	A fault that @fault was called for has been handled, by the shim
 *		or by KVM.  Called without locks, so the slot may be gone.  May
 *		sleep.
 * @destroy:	The last reference on @kvm is gone, and KVM is about to free
 *		@kvm.  No ioctl on this VM is running or will run again.  May
 *		sleep.
 *
 * A callback runs in the context of the task that called the hooked function.
 * All callbacks are mandatory.  A callback is never called if the kernel lacks
 * the function that it belongs to.
 */
struct kvm_arm_wp_hooks {
	int (*prepare)(struct kvm *kvm, const struct kvm_memory_slot *old,
		       const struct kvm_memory_slot *new,
		       enum kvm_mr_change change);
	void (*commit)(struct kvm *kvm, const struct kvm_memory_slot *old,
		       const struct kvm_memory_slot *new,
		       enum kvm_mr_change change);
	void (*committed)(struct kvm *kvm, const struct kvm_memory_slot *new);
	void (*round)(struct kvm *kvm, const struct kvm_memory_slot *slot,
		      unsigned int flags);
	void (*rounded)(struct kvm *kvm, bool interrupted);
	bool (*protect)(struct kvm_arm_wp_request *req);
	bool (*split)(struct kvm_arm_wp_request *req,
		      struct kvm_mmu_memory_cache *cache, int *ret);
	void (*flushed)(struct kvm *kvm, const struct kvm_memory_slot *slot,
			u64 ns);
	void (*dirty)(struct kvm *kvm, const struct kvm_memory_slot *slot);
	int (*fault)(struct kvm *kvm, const struct kvm_arm_wp_stage2 *s2,
		     phys_addr_t ipa);
	void (*faulted)(struct kvm *kvm, const struct kvm_arm_wp_fault *fault);
	void (*destroy)(struct kvm *kvm);
};

/**
 * kvm_arm_wp_attach() - redirect KVM's memslot functions to @hooks
 * @hooks:	Callbacks; must stay valid until kvm_arm_wp_detach() returns.
 *
 * Only one consumer can be attached at a time.  On success all functions are
 * redirected, on an error none is.  Callbacks may run before this function
 * returns.  A task that entered KVM's function earlier calls no callback.
 *
 * Context: Process context, may sleep.
 * Return: 0; -EINVAL if a callback is missing; -EBUSY if a consumer is already
 * attached, another user of ftrace (a live patch) has redirected one of the
 * functions, or kernel.ftrace_enabled is 0; -ENOMEM; or another error of
 * register_ftrace_function().
 */
int kvm_arm_wp_attach(const struct kvm_arm_wp_hooks *hooks);

/**
 * kvm_arm_wp_take_over() - hook or unhook the functions that edit tables
 * @on:		true to hook them, so that KVM's requests reach @protect and
 *		@split.  This is the initial setting.
 *
 * May be called at any time, with or without an attached consumer.  When it
 * unhooks the functions, @protect and @split still complete the requests that
 * they have begun.
 *
 * Context: Process context, sleeps.
 * Return: 0; or an error with nothing changed: -EBUSY if a live patch has
 * redirected one of the functions meanwhile, or another error of
 * ftrace_set_filter_ips().
 */
int kvm_arm_wp_take_over(bool on);

/**
 * kvm_arm_wp_handle_faults() - hook or unhook KVM's handler of stage-2 faults
 * @on:		true to hook it, so that @fault and @faulted are called.
 *		kvm_arm_wp_attach() begins without, kvm_arm_wp_detach() unhooks.
 *
 * Context: Process context, sleeps.
 * Return: As kvm_arm_wp_take_over(); -ENODEV if no consumer is attached.
 */
int kvm_arm_wp_handle_faults(bool on);

/**
 * kvm_arm_wp_detach() - undo kvm_arm_wp_attach()
 *
 * On return no callback is running and none will be called, and no task
 * executes code of a redirection.  Waits for memslot ioctls that are inside a
 * callback, however long they take.
 *
 * Context: Process context, sleeps.  The caller must not hold a lock that a
 * callback takes.
 */
void kvm_arm_wp_detach(void);

/**
 * kvm_arm_wp_stage2_lock() - take kvm->mmu_lock for write if there is a table
 * @kvm:	The VM.
 * @s2:		Filled in on success.
 *
 * KVM frees the table when the VMM's mm exits, possibly long before it destroys
 * the VM (kvm_free_stage2_pgd() in arch/arm64/kvm/mmu.c).  Every call therefore
 * checks for the table under the lock.
 *
 * Context: Process context, preemptible: with PREEMPT_RT the lock sleeps, so a
 * kprobe handler may not take it.  Without PREEMPT_RT it spins, and the caller
 * may not sleep until kvm_arm_wp_stage2_unlock().
 * Return: true with the lock held; or false with the lock not held, if the VM
 * has no table any more or the format of the table's entries is unknown.
 */
bool kvm_arm_wp_stage2_lock(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2);

/**
 * kvm_arm_wp_stage2_unlock() - release the lock of kvm_arm_wp_stage2_lock()
 * @kvm:	The VM.
 *
 * Context: kvm->mmu_lock held for write; the function releases it.
 */
void kvm_arm_wp_stage2_unlock(struct kvm *kvm);

/**
 * kvm_arm_wp_hold_interrupt() - release kvm->mmu_lock in the middle of a request
 * @kvm:	The VM.
 *
 * For @protect and @split, which KVM calls under its own hold of the lock.  The
 * caller must settle what it did before.
 *
 * Until kvm_arm_wp_hold_resume(), kvm_arm_wp_detach() waits for the caller.
 *
 * Context: kvm->slots_lock held; kvm->mmu_lock held for write, and released on
 * success.  Not for a request whose @slot is NULL: KVM then iterates over the
 * tables of nested guests, which the lock protects.
 * Return: true; or false with the lock still held, because the consumer is being
 * detached.
 */
bool kvm_arm_wp_hold_interrupt(struct kvm *kvm);

/**
 * kvm_arm_wp_hold_resume() - take the lock of kvm_arm_wp_hold_interrupt() again
 * @kvm:	The VM.
 * @s2:		Filled in if there is a table.
 *
 * Reschedules first if that is due.  Nothing that was read from the table before
 * is valid any more.
 *
 * Context: As kvm_arm_wp_stage2_lock(); kvm->slots_lock held.
 * Return: true; or false if the VM has no table any more.  The lock is held
 * either way, since KVM expects that.
 */
bool kvm_arm_wp_hold_resume(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2);

/**
 * kvm_arm_wp_stage2_flush() - invalidate a VM's TLB entries for an IPA range
 * @kvm:	The VM.
 * @ipa:	First IPA, page aligned.
 * @size:	Bytes, a multiple of the page size.
 *
 * Invalidates at least the given range on all CPUs, and waits for completion.
 * That covers stage-2 and combined entries, leaves, and table entries of every
 * level.  Stores to the table that precede the call are visible to the hardware
 * walkers before the invalidation begins (DSB ISHST in KVM's flush functions).
 * Without range TLBIs, or on a kernel that has no function for them, the
 * function invalidates all entries of the VM.
 *
 * Context: Any; kvm->mmu_lock may be held.
 */
void kvm_arm_wp_stage2_flush(struct kvm *kvm, phys_addr_t ipa, u64 size);

/**
 * kvm_arm_wp_stage2_unmap() - unmap a range of a VM's table
 * @kvm:	The VM.
 * @ipa:	First IPA, page aligned.
 * @size:	Bytes, a multiple of the page size.
 *
 * Calls KVM's own kvm_pgtable_stage2_unmap(), as an MMU notifier does: flushes,
 * and frees the tables that become empty.  Without FEAT_S2FWB that cleans the
 * caches of each page.
 *
 * Context: kvm->mmu_lock held for write, in kvm_arm_wp_stage2_lock().
 */
void kvm_arm_wp_stage2_unmap(struct kvm *kvm, phys_addr_t ipa, u64 size);

/**
 * kvm_arm_wp_unmap_is_cheap() - tell whether unmapping cleans no caches
 *
 * Context: Any.
 * Return: true on a host with FEAT_S2FWB.
 */
bool kvm_arm_wp_unmap_is_cheap(void);

/**
 * kvm_arm_wp_memory_is_large() - tell how the host maps a guest's memory
 * @kvm:	The VM.
 * @ipa:	An IPA in a slot.
 * @size:	Bytes, a block of the stage-2 table.
 *
 * Looks at the VMM's page table as KVM does before it maps a block
 * (get_user_mapping_size() in arch/arm64/kvm/mmu.c).  The answer is a hint: the
 * host may change the mapping at any time.
 *
 * Context: kvm->slots_lock held; kvm->mmu_lock may be held.
 * Return: true if one entry of the VMM's table maps at least @size bytes there.
 */
bool kvm_arm_wp_memory_is_large(struct kvm *kvm, phys_addr_t ipa, u64 size);

/**
 * kvm_arm_wp_table_adopt() - hand a page over to KVM as a page-table page
 * @table:	A page from the page allocator, not yet reachable from any
 *		table.  The caller holds the only reference.
 * @entries:	Number of non-zero entries in the table.
 *
 * KVM keeps one reference for the table and one for each non-zero entry.  When
 * the last one is dropped, KVM frees the page and subtracts it from
 * SecPageTables (kvm_s2_put_page() in arch/arm64/kvm/mmu.c).
 *
 * Context: Any; normally with kvm->mmu_lock held for write.
 */
void kvm_arm_wp_table_adopt(void *table, unsigned int entries);

/**
 * kvm_arm_wp_table_disown() - take a page-table page back from KVM
 * @table:	A table that neither software nor hardware can reach: it was
 *		unlinked first, and its range was flushed afterwards.
 * @entries:	Number of non-zero entries in the table.
 *
 * Reverses kvm_arm_wp_table_adopt().  The function lowers the reference count
 * and does not set it: code that scans physical pages may hold references for a
 * moment.
 *
 * Context: kvm->mmu_lock held for write.
 */
void kvm_arm_wp_table_disown(void *table, unsigned int entries);

/**
 * kvm_arm_wp_cache_take() - take a page from KVM's cache
 * @cache:	The cache that KVM passed with a split request.
 *
 * Context: During the request.
 * Return: a zeroed page, or NULL if the cache is empty.
 */
void *kvm_arm_wp_cache_take(struct kvm_mmu_memory_cache *cache);

/**
 * kvm_arm_wp_cache_give() - put a page back into KVM's cache
 * @cache:	The cache.
 * @page:	A page taken from @cache during the same request; the function
 *		clears it.
 *
 * Context: During the request.
 */
void kvm_arm_wp_cache_give(struct kvm_mmu_memory_cache *cache, void *page);

/**
 * enum kvm_arm_wp_support - may a consumer edit a slot's stage-2 mappings?
 * @KVM_ARM_WP_SUPPORTED:	Yes.
 * @KVM_ARM_WP_PROTECTED_VM:	No: the hypervisor owns the table.
 * @KVM_ARM_WP_GUEST_MEMFD:	No: the slot is backed by guest_memfd.
 */
enum kvm_arm_wp_support {
	KVM_ARM_WP_SUPPORTED,
	KVM_ARM_WP_PROTECTED_VM,
	KVM_ARM_WP_GUEST_MEMFD,
};

/**
 * kvm_arm_wp_slot_support() - tell whether a slot's mappings may be edited
 * @kvm:	The VM.
 * @slot:	The slot.
 *
 * Context: kvm->slots_lock held.
 * Return: see &enum kvm_arm_wp_support.
 */
enum kvm_arm_wp_support
kvm_arm_wp_slot_support(struct kvm *kvm, const struct kvm_memory_slot *slot);

/**
 * kvm_arm_wp_vm_name() - get the name of a VM in KVM's debugfs
 * @kvm:	The VM, not destroyed yet.
 * @name:	Receives "<pid>-<fd>"; or "" if KVM has no directory for the VM.
 *		KVM creates none for a second VM of the same pid and fd.
 * @size:	Size of @name in bytes.
 *
 * Context: Any.
 */
void kvm_arm_wp_vm_name(struct kvm *kvm, char *name, size_t size);

/**
 * kvm_arm_wp_host_show() - print properties of the host
 * @m:		seq_file for "key value" lines.
 *
 * Context: Process context, may sleep.
 */
void kvm_arm_wp_host_show(struct seq_file *m);

#endif /* KVM_ARM_WP_SHIM_H */
