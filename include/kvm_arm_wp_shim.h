/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What kvm_arm_wp_shim.ko offers: a way into KVM's memslot path and to a
 * VM's stage-2 table, on kernels that export neither.
 *
 * The shim is the only code that knows which kernel it runs on.  Importing
 * modules need MODULE_IMPORT_NS(KVM_ARM_WP).
 */
#ifndef KVM_ARM_WP_SHIM_H
#define KVM_ARM_WP_SHIM_H

#include <linux/kvm_host.h>
#include <asm/kvm_pgtable.h>

#include "kvm_arm_wp_compat.h"

/**
 * struct kvm_arm_wp_stage2 - where a VM's stage-2 table is
 * @root:	First entry of the start-level table.  Up to 16 tables are
 *		concatenated there; they are one array.
 * @ia_bits:	Size of the IPA space, in bits (32 to 52).
 * @start_level: Level of @root (-1 to 2).
 *
 * A snapshot, valid while the lock that it was taken under is held.
 */
struct kvm_arm_wp_stage2 {
	kvm_pte_t *root;
	u32 ia_bits;
	s8 start_level;
};

/**
 * struct kvm_arm_wp_request - what KVM wants done to a range of a table
 * @kvm:	The VM.
 * @slot:	The slot at @start; NULL if the table is the shadow of a nested
 *		guest's, where addresses are not those of slots.
 * @s2:		The table.
 * @start:	First IPA, page aligned.
 * @end:	End (exclusive), page aligned, above @start and within the table.
 */
struct kvm_arm_wp_request {
	struct kvm *kvm;
	const struct kvm_memory_slot *slot;
	struct kvm_arm_wp_stage2 s2;
	phys_addr_t start;
	phys_addr_t end;
};

/**
 * enum kvm_arm_wp_round - what is known of a round that is about to begin
 * @KVM_ARM_WP_ROUND_ONE_HOLD:	KVM will hold mmu_lock from the first request for
 *				the slot to the last.
 * @KVM_ARM_WP_ROUND_READS:	The VMM will learn which pages are dirty; it does
 *				not only clear what it has learned before.
 * @KVM_ARM_WP_ROUND_RINGS:	The vCPUs' rings are reset, one after the other.
 *				KVM flushes all of the VM in the end.
 */
enum kvm_arm_wp_round {
	KVM_ARM_WP_ROUND_ONE_HOLD = 1 << 0,
	KVM_ARM_WP_ROUND_READS = 1 << 1,
	KVM_ARM_WP_ROUND_RINGS = 1 << 2,
};

/**
 * struct kvm_arm_wp_hooks - what a consumer wants to be told
 * @prepare:	A memslot change was accepted by KVM's own
 *		kvm_arch_prepare_memory_region() and is not yet visible to
 *		anybody.  Called with kvm->slots_lock and kvm->slots_arch_lock
 *		held; may sleep.  @old is NULL for KVM_MR_CREATE, @new is NULL
 *		for KVM_MR_DELETE.  Returns 0 to let the change go on, or a
 *		negative errno that the ioctl then fails with; KVM undoes the
 *		change itself in that case.
 * @commit:	A memslot change took effect: everybody sees the slot as it is
 *		now.  KVM's own kvm_arch_commit_memory_region() follows, which
 *		write-protects and flushes the slot if dirty logging was
 *		switched on without initially-all-set.  Called with
 *		kvm->slots_lock held; may sleep.  Cannot fail.
 * @committed:	KVM's own kvm_arch_commit_memory_region() has returned.  Called
 *		like @commit, for the same change; @new is NULL if the slot is
 *		gone.
 * @round:	KVM is about to collect, or to reset, what is dirty in a slot
 *		whose log is on (GET_DIRTY_LOG, CLEAR_DIRTY_LOG,
 *		RESET_DIRTY_RINGS: once for each slot that logs).  @flags: see
 *		&enum kvm_arm_wp_round.  Called with kvm->slots_lock held; may
 *		sleep.
 * @rounded:	KVM has reset a vCPU's ring, or a signal has interrupted it: then
 *		the ioctl ends, and the VMM is expected to repeat it.  Called
 *		with kvm->slots_lock held; may sleep.  The flush comes later,
 *		without that lock.
 * @protect:	KVM wants the leaves in a range write-protected, and will flush
 *		afterwards: its pass at commit, a round, or a nested guest's
 *		shadow table on either occasion.  Called with kvm->slots_lock
 *		held and kvm->mmu_lock held for write; may not sleep.  Returns
 *		false to leave it to KVM, or true when every leaf that overlaps
 *		the range, of whatever size, is read-only.
 * @split:	KVM wants the blocks in a range split, with pages from @cache
 *		(see kvm_arm_wp_cache_take()).  Called like @protect.  Returns
 *		false to leave it to KVM; or true with *@ret 0 when every block
 *		that overlaps the range is a table of pages and nothing is left
 *		to be flushed, or -ENOMEM when the cache ran out before.
 * @flushed:	KVM has flushed the VM's TLB entries on behalf of the dirty log.
 *		@slot is whose log it was, and kvm->slots_lock is held; or it is
 *		NULL if the whole VM was flushed: after resetting rings, or for
 *		other reasons, and without that lock.  Kernels that flush a slot
 *		by flushing the VM report both, the VM first.  @ns is how long
 *		it took.  May not sleep.
 * @dirty:	KVM is about to mark a page of @slot dirty that was clean.
 *		Called by vCPUs inside a fault, or a task that writes to guest
 *		memory for them; may not sleep.
 * @destroy:	The last reference to @kvm is gone and KVM is about to free
 *		it.  No ioctl on this VM is running or will ever run again.
 *		May sleep.
 *
 * The callbacks run in the context of the task that made KVM call the hooked
 * function.  All are mandatory; those that the host's kernel has no function
 * for are never called.
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
	bool (*protect)(const struct kvm_arm_wp_request *req);
	bool (*split)(const struct kvm_arm_wp_request *req,
		      struct kvm_mmu_memory_cache *cache, int *ret);
	void (*flushed)(struct kvm *kvm, const struct kvm_memory_slot *slot,
			u64 ns);
	void (*dirty)(struct kvm *kvm, const struct kvm_memory_slot *slot);
	void (*destroy)(struct kvm *kvm);
};

/**
 * kvm_arm_wp_attach() - redirect KVM's memslot functions to @hooks
 * @hooks:	Callbacks; must stay valid until kvm_arm_wp_detach() returns.
 *
 * There is one consumer at a time.  Either every function is redirected when
 * this returns 0 or none is.  Calls that entered KVM's function before are not
 * reported; calls may be reported before this returns.
 *
 * Context: Process context, may sleep.
 * Return: 0; -EINVAL if a callback is missing; -EBUSY if somebody is attached
 * already, another user of ftrace (a live patch) has redirected one of the
 * functions, or kernel.ftrace_enabled is 0; -ENOMEM; or another error of
 * register_ftrace_function().
 */
int kvm_arm_wp_attach(const struct kvm_arm_wp_hooks *hooks);

/**
 * kvm_arm_wp_take_over() - hook the functions that edit tables, or do not
 * @on:		Hook them: @protect and @split are called.  As it is in the
 *		beginning.
 *
 * May be called at any time, attached or not.  If it is switched off during a pass
 * of KVM, requests that are under way still end here.
 *
 * Context: Process context, sleeps.
 * Return: 0; -EBUSY if a live patch has redirected one of the functions meanwhile;
 * or another error of ftrace_set_filter_ip().  Nothing has changed on an error.
 */
int kvm_arm_wp_take_over(bool on);

/**
 * kvm_arm_wp_detach() - give KVM its functions back
 *
 * When this returns, no callback is running and none will be called; no task
 * executes an instruction of a redirection.  Waits for memslot ioctls that are
 * inside a callback, however long they take.
 *
 * Context: Process context, sleeps.  No lock that a callback takes may be
 * held.
 */
void kvm_arm_wp_detach(void);

/**
 * kvm_arm_wp_stage2_lock() - take kvm->mmu_lock for write, if there is a table
 * @kvm:	The VM.
 * @s2:		Filled in on success.
 *
 * KVM frees the table when the VMM's mm exits, which can be long before the VM
 * goes (kvm_free_stage2_pgd() in arch/arm64/kvm/mmu.c), hence the check under
 * the lock on every call.
 *
 * Context: Process context, preemptible: on PREEMPT_RT the lock sleeps, and a
 * probe's handler may not take it.  Elsewhere it spins; the caller may not sleep
 * until kvm_arm_wp_stage2_unlock().
 * Return: true with the lock held, or false with the lock not held when the
 * VM has no table any more, or one in which entries mean what we do not know.
 */
bool kvm_arm_wp_stage2_lock(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2);

/**
 * kvm_arm_wp_stage2_unlock() - release what kvm_arm_wp_stage2_lock() took
 * @kvm:	The VM.
 *
 * Context: kvm->mmu_lock held for write; released.
 */
void kvm_arm_wp_stage2_unlock(struct kvm *kvm);

/**
 * kvm_arm_wp_stage2_contended() - is it time to let go of kvm->mmu_lock?
 * @kvm:	The VM.
 *
 * Context: kvm->mmu_lock held for write.
 * Return: true if this CPU should reschedule or somebody (a faulting vCPU)
 * waits for the lock.
 */
bool kvm_arm_wp_stage2_contended(struct kvm *kvm);

/**
 * kvm_arm_wp_stage2_flush() - invalidate a VM's TLB entries for an IPA range
 * @kvm:	The VM.
 * @ipa:	First IPA, page aligned.
 * @size:	Bytes, a multiple of the page size.
 *
 * Invalidates at least the given range, stage-2 and combined entries, leaves
 * and table entries at every level, on all CPUs, and waits for completion.
 * Stores to the table that precede the call are visible to the table walkers
 * before the invalidation begins (DSB ISHST in KVM's own flush functions).
 * Without range TLBIs, or on a kernel that has no function for them, all of
 * the VM's entries go.
 *
 * Context: Any; kvm->mmu_lock may be held.
 */
void kvm_arm_wp_stage2_flush(struct kvm *kvm, phys_addr_t ipa, u64 size);

/**
 * kvm_arm_wp_table_adopt() - make a page one of KVM's page-table pages
 * @table:	A page from the page allocator whose only reference is the
 *		caller's, not yet reachable from any table.
 * @entries:	Number of non-zero entries in it.
 *
 * KVM keeps one reference for the table and one per counted entry, and takes
 * the page off SecPageTables when the last one is dropped
 * (kvm_s2_put_page() in arch/arm64/kvm/mmu.c).  From here on the page is KVM's
 * to free.
 *
 * Context: Any; normally with kvm->mmu_lock held for write.
 */
void kvm_arm_wp_table_adopt(void *table, unsigned int entries);

/**
 * kvm_arm_wp_table_disown() - take a page-table page back from KVM
 * @table:	A table that nobody can reach any more, hardware included: it was
 *		unlinked, and its range flushed since.
 * @entries:	Number of non-zero entries in it.
 *
 * Reverses kvm_arm_wp_table_adopt().  Others may hold references for a moment
 * (whoever looks at physical pages), which is why the count is lowered and not
 * set.
 *
 * Context: kvm->mmu_lock held for write.
 */
void kvm_arm_wp_table_disown(void *table, unsigned int entries);

/**
 * kvm_arm_wp_cache_take() - take a page from a cache of KVM's
 * @cache:	The cache that came with a split request.
 *
 * Context: During the request.
 * Return: a page of zeroes, or NULL if there is none.
 */
void *kvm_arm_wp_cache_take(struct kvm_mmu_memory_cache *cache);

/**
 * kvm_arm_wp_cache_give() - put a page back
 * @cache:	The cache.
 * @page:	A page taken from it during the same request; cleared here.
 *
 * Context: During the request.
 */
void kvm_arm_wp_cache_give(struct kvm_mmu_memory_cache *cache, void *page);

/**
 * enum kvm_arm_wp_support - whether a slot's stage-2 mappings are ours to edit
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
 * kvm_arm_wp_slot_support() - ask before touching a slot
 * @kvm:	The VM.
 * @slot:	The slot.
 *
 * Context: Any.
 * Return: see &enum kvm_arm_wp_support.
 */
enum kvm_arm_wp_support
kvm_arm_wp_slot_support(struct kvm *kvm, const struct kvm_memory_slot *slot);

/**
 * kvm_arm_wp_vm_name() - the name that KVM's own debugfs gives a VM
 * @kvm:	The VM, alive.
 * @name:	Receives "<pid>-<fd>", or "" if KVM made no directory for it
 *		(it makes none for a second VM of the same pid and fd).
 * @size:	Room in @name, in bytes.
 *
 * Context: Any.
 */
void kvm_arm_wp_vm_name(struct kvm *kvm, char *name, size_t size);

/**
 * kvm_arm_wp_host_show() - print what the shim found on this host
 * @m:		seq_file to print "key value" lines to.
 *
 * Context: Process context, may sleep.
 */
void kvm_arm_wp_host_show(struct seq_file *m);

#endif /* KVM_ARM_WP_SHIM_H */
