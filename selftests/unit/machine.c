// SPDX-License-Identifier: GPL-2.0
/* Implements the functions of the kernel and of the shim that the core calls. */
#include <stdlib.h>

#include "fail.h"
#include "kvm.h"
#include "machine.h"
#include "table.h"
#include "tlb.h"
#include "vm.h"

/*
 * Stores to tables after the time of a hold is up: the rest of a table, and the settling of broken
 * blocks, once for a level-1 block within which the batch cannot end, and once for the level-2
 * blocks in it.
 */
#define OVERTIME_MAX (PER_TABLE + 4 * WP_BATCH_TABLES)

struct machine machine;

void machine_reset(void)
{
	machine = (struct machine){
		.synced = true,
		.now = 1,
		.flush_ns = 1000,
		.patience = NEVER,
		.contended = NEVER,
		.alloc_fails = NEVER,
		.signal = NEVER,
		.gone = NEVER,
		.refused = NEVER,
	};
}

struct kvm *machine_kvm(void)
{
	return (struct kvm *)&machine;
}

struct kvm_arm_wp_stage2 machine_stage2(void)
{
	return (struct kvm_arm_wp_stage2){
		.root = space.root->page,
		.ia_bits = space.ia_bits,
		.start_level = space.start_level,
	};
}

void machine_lock(bool of_kvm)
{
	unit_check(!machine.locked, "the lock is taken while it is held");
	machine.locked = true;
	machine.of_kvm = of_kvm;
	machine.expired = false;
	machine.contended = machine.patience;
	machine.flushes = 0;
	machine.swaps = 0;
	machine.overtime = 0;
	machine.patient = machine.nested;
	machine.begin_ns = 0;
}

void machine_unlock(void)
{
	unit_check(machine.locked, "the lock is released while it is not held");
	unit_check(machine.synced, "the lock is released before table walkers see all stores");
	unit_check(machine.patient || machine.overtime <= OVERTIME_MAX,
		   "%u stores after the time was up", machine.overtime);
	machine.locked = false;
}

/* Counts down; returns true from 0 on. */
static bool due(unsigned int *count)
{
	if (*count == NEVER)
		return false;
	if (!*count)
		return true;
	--*count;
	return false;
}

bool kvm_arm_wp_stage2_lock(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	unit_check(kvm == machine_kvm(), "the lock of another VM is taken");
	if (machine.unlocked)
		machine.unlocked();
	if (due(&machine.gone))
		return false;
	machine_lock(false);
	*s2 = machine_stage2();
	return true;
}

void kvm_arm_wp_stage2_unlock(struct kvm *kvm)
{
	machine_unlock();
}

bool kvm_arm_wp_hold_interrupt(struct kvm *kvm)
{
	unit_check(kvm == machine_kvm(), "the lock of another VM is released");
	unit_check(!machine.turned_down, "a refused interruption is asked for again");
	unit_check(!machine.nested, "KVM's hold is interrupted while it goes through a list");
	unit_check(!machine.borrowed, "%u pages are borrowed while KVM may free its cache",
		   machine.borrowed);
	if (due(&machine.refused)) {
		machine.turned_down = true;
		machine.patient = true;
		return false;
	}
	machine_unlock();
	machine.gap = true;
	return true;
}

/* The start-level table moves, so that a walk that begins at the old one is noticed. */
bool kvm_arm_wp_hold_resume(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	unit_check(kvm == machine_kvm(), "the lock of another VM is taken");
	if (machine.unlocked)
		machine.unlocked();
	machine.gap = false;
	machine_lock(false);
	machine.lost = due(&machine.gone);
	if (machine.lost)
		return false;
	space_move_root();
	*s2 = machine_stage2();
	return true;
}

bool wp_env_contended(const struct wp_env *env)
{
	unit_check(machine.locked, "contention is checked while the lock is not held");
	unit_check(machine.now - machine.begin_ns >= WP_BATCH_MIN_NS / WP_VERIFY_SHARE,
		   "the lock would be released after %llu ns", LLU(machine.now - machine.begin_ns));
	if (!due(&machine.contended))
		return false;
	machine.expired = true;
	return true;
}

u64 wp_env_clock_ns(void)
{
	machine.now += machine.tick;
	return machine.now;
}

/* The time of a hold begins when the module first looks. */
u64 wp_env_ticks(void)
{
	machine.now += machine.tick;
	machine.begin_ns = machine.begin_ns ?: machine.now;
	machine.expired |= machine.locked && machine.now - machine.begin_ns >= WP_BATCH_NS;
	return machine.now;
}

u64 wp_env_ticks_in(u64 ns)
{
	return ns;
}

void wp_env_flush(const struct wp_env *env, phys_addr_t ipa, u64 size)
{
	unit_check(machine.locked, "a flush without the lock");
	unit_check(env->kvm == machine_kvm(), "a flush for another VM");
	unit_check(size && !((ipa | size) % PAGE_SIZE), "a flush of %#llx bytes at %#llx",
		   LLU(size), LLU(ipa));
	tlb_flush(ipa, size);
	machine.synced = true;
	machine.flushes++;
	machine.now += machine.flush_ns;
}

bool wp_env_unmap_is_cheap(void)
{
	return !machine.cleans;
}

bool wp_env_is_large(const struct wp_env *env, phys_addr_t ipa, u64 size)
{
	unit_check(env->kvm == machine_kvm(), "a look at the memory of another VM");
	equal("the size that is looked for", size, SIZE(2));
	return !machine.small || ipa / SIZE(2) % machine.small;
}

void wp_env_unmap(const struct wp_env *env, phys_addr_t ipa, u64 size)
{
	wp_env_assert_locked(env);
	machine.unmaps++;
	machine.of_kvm = true;
	kvm_unmap_held(space_page(ipa), size / PAGE_SIZE);
	machine.of_kvm = false;
}

void wp_env_sync(void)
{
	machine.synced = true;
}

kvm_pte_t *wp_env_table(phys_addr_t pa)
{
	unit_check(machine.locked || machine.shared, "a table is read without the lock");
	unit_check(!machine.lost, "a table is read after KVM has freed it");
	return memory_at(pa)->page;
}

static struct frame *table_page(kvm_pte_t *table)
{
	struct frame *frame = memory_find(table);

	unit_check(frame && frame->page == table, "the pointer is not that of a page");
	return frame;
}

phys_addr_t wp_env_table_pa(kvm_pte_t *table)
{
	return table_page(table)->pa;
}

void wp_env_adopt(kvm_pte_t *table, unsigned int entries)
{
	struct frame *frame = table_page(table);

	unit_check(!frame->counted, "a table is adopted twice");
	frame->counted = true;
	frame->adopted = true;
	frame->refs += entries;
	machine.held--;
	machine.borrowed -= !!machine.borrowed;
}

void wp_env_disown(kvm_pte_t *table, unsigned int entries)
{
	struct frame *frame = table_page(table);

	unit_check(frame->counted && frame->level == UNREACHABLE,
		   "a table is disowned while it is in use");
	tlb_check_table(frame);
	frame->counted = false;
	frame->refs -= entries;
	unit_check(frame->refs == 1, "a table is disowned with %d references", frame->refs);
	machine.held++;
}

/* After the first failure all allocations fail: a pass must not rely on retries. */
static bool no_memory(void)
{
	unit_check(!machine.locked, "an allocation while the lock is held");
	machine.allocs++;
	if (!due(&machine.alloc_fails))
		return false;
	machine.failed = true;
	return true;
}

unsigned long __get_free_page(gfp_t flags)
{
	if (no_memory())
		return 0;
	machine.held++;
	return (unsigned long)memory_alloc(PAGE_SIZE, false)->page;
}

void free_page(unsigned long page)
{
	machine.held--;
	memory_free(table_page((kvm_pte_t *)page));
}

void *kmalloc(size_t size, gfp_t flags)
{
	return no_memory() ? NULL : malloc(size);
}

void kfree(const void *object)
{
	free((void *)object);
}

bool fatal_signal_pending(struct task_struct *task)
{
	return machine.killed |= due(&machine.signal);
}

void cond_resched(void)
{
	unit_check(!machine.locked, "the module reschedules while the lock is held");
}

void wp_env_assert_locked(const struct wp_env *env)
{
	unit_check(machine.locked, "the table is edited without the lock");
	unit_check(!machine.lost, "the table is edited after KVM has freed it");
	unit_check(env->kvm == machine_kvm(), "the table of another VM is edited");
}

void wp_env_assert_read_locked(struct kvm *kvm)
{
	unit_check(machine.shared, "an entry is exchanged without the lock");
	unit_check(kvm == machine_kvm(), "the table of another VM is edited");
}

/* Other vCPUs' faults hold the same lock. */
kvm_pte_t unit_exchange(kvm_pte_t *ptep, kvm_pte_t old, kvm_pte_t new)
{
	void (*meanwhile)(void) = machine.meanwhile;
	kvm_pte_t was;

	machine.meanwhile = NULL;
	if (meanwhile)
		meanwhile();
	was = *ptep;
	if (was == old)
		unit_store(ptep, new, true);
	return was;
}

/* No memslot changes in these tests. */
void wp_env_assert_slots_locked(const struct wp_env *env)
{
	unit_check(env->kvm == machine_kvm(), "a pass over a slot of another VM");
}

void trace_pass(const struct wp_pass *pass, bool end)
{
	unit_check(!end || !machine.reached, "the progress of the last batch was not set");
	machine.occasion = pass->occasion;
	machine.reached = 0;
}

static void check_start(phys_addr_t start, const struct wp_batch *batch)
{
	unit_check(start <= batch->next, "a batch began at IPA %#llx and ended at %#llx",
		   LLU(start), LLU(batch->next));
}

void trace_split(const struct wp_pass *pass, phys_addr_t start, const struct wp_batch *batch)
{
	check_start(start, batch);
}

void trace_protect(const struct wp_pass *pass, phys_addr_t start, const struct wp_batch *batch)
{
	check_start(start, batch);
}

void trace_flush(const struct wp_slot *slot, enum wp_occasion occasion, u64 flushes, u64 ns,
		 u64 max_ns)
{
	unit_check(flushes && max_ns <= ns, "%llu flushes in %llu ns, the longest in %llu ns",
		   LLU(flushes), LLU(ns), LLU(max_ns));
}

void wp_stats_add_batch(struct wp_stats *stats, const struct wp_batch *batch)
{
	unit_check(!machine.reached, "the progress of the batch before was not set");
	machine.reached = machine.occasion == WP_IN_PREPARE ? batch->next : 0;
	unit_check(!batch->finding.nr, "IPA %#llx: verification finds %#llx at level %d",
		   LLU(batch->finding.addr), LLU(batch->finding.pte), batch->finding.level);
	if (machine.pass)
		machine.pass(batch);
}

void wp_stats_add_flush(struct wp_stats *stats, u64 ns)
{
	unit_check(false, "a pass of the module counts a flush of KVM");
}

void wp_stats_prepared(struct wp_stats *stats, u64 pages)
{
	const struct wp_slot *slot = (void *)((char *)stats - offsetof(struct wp_slot, stats));

	equal("end of what is prepared", slot->ipa + pages * PAGE_SIZE, machine.reached);
	machine.reached = 0;
}
