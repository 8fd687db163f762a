// SPDX-License-Identifier: GPL-2.0
/* What the core is given in place of a kernel. */
#include <stdlib.h>

#include "fail.h"
#include "machine.h"
#include "report.h"
#include "table.h"
#include "tlb.h"
#include "vm.h"

/*
 * Stores to tables after it is time to go: what is left of a table, and what has to be settled,
 * once for a block of level 1 that no end can be made within and once for those in it.
 */
#define OVERTIME_MAX (PER_TABLE + 4 * WP_BATCH_TABLES)

struct machine machine;

void machine_reset(void)
{
	machine = (struct machine){
		.synced = true,
		.flush_ns = 1000,
		.patience = NEVER,
		.contended = NEVER,
		.alloc_fails = NEVER,
		.signal = NEVER,
		.gone = NEVER,
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
	unit_check(!machine.locked, "the lock is taken twice");
	machine.locked = true;
	machine.of_kvm = of_kvm;
	machine.expired = false;
	machine.contended = machine.patience;
	machine.flushes = 0;
	machine.swaps = 0;
	machine.overtime = 0;
	machine.begin_ns = machine.now;
}

void machine_unlock(void)
{
	unit_check(machine.locked, "the lock is released, and was not held");
	unit_check(machine.synced, "the lock is released before all stores can be seen");
	unit_check(machine.overtime <= OVERTIME_MAX, "%u stores after it was time to go",
		   machine.overtime);
	machine.locked = false;
}

/* Counts down; true from the time that it has arrived. */
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
	unit_check(kvm == machine_kvm(), "the lock of some other VM");
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

bool wp_env_contended(const struct wp_env *env)
{
	unit_check(machine.locked, "is the lock contended that is not held?");
	if (!due(&machine.contended))
		return false;
	machine.expired = true;
	return true;
}

u64 wp_env_clock_ns(void)
{
	machine.now += machine.tick;
	machine.expired |= machine.locked && machine.now - machine.begin_ns >= WP_BATCH_NS;
	return machine.now;
}

void wp_env_flush(const struct wp_env *env, phys_addr_t ipa, u64 size)
{
	unit_check(machine.locked, "a flush without the lock");
	unit_check(env->kvm == machine_kvm(), "a flush for some other VM");
	unit_check(size && !((ipa | size) % PAGE_SIZE), "a flush of %#llx bytes at %#llx",
		   LLU(size), LLU(ipa));
	tlb_flush(ipa, size);
	machine.synced = true;
	machine.flushes++;
	machine.now += machine.flush_ns;
}

void wp_env_sync(void)
{
	machine.synced = true;
}

kvm_pte_t *wp_env_table(phys_addr_t pa)
{
	unit_check(machine.locked, "a table is looked at without the lock");
	return memory_at(pa)->page;
}

static struct frame *table_page(kvm_pte_t *table)
{
	struct frame *frame = memory_find(table);

	unit_check(frame && frame->page == table, "this is no page");
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
	frame->refs += entries;
	machine.held--;
}

void wp_env_disown(kvm_pte_t *table, unsigned int entries)
{
	struct frame *frame = table_page(table);

	unit_check(frame->counted && frame->level == UNREACHABLE,
		   "a table is taken back that is still in use");
	tlb_check_table(frame);
	frame->counted = false;
	frame->refs -= entries;
	unit_check(frame->refs == 1, "a table is taken back with %d references", frame->refs);
	machine.held++;
}

/* Does not come back, as a pass should: from the first failure on there is no memory. */
static bool no_memory(void)
{
	unit_check(!machine.locked, "an allocation under the lock");
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
	unit_check(!machine.locked, "the lock is held by somebody who sleeps");
}

void wp_count_batch(struct wp_slot *slot, enum wp_occasion occasion,
		    phys_addr_t start, const struct wp_batch *batch)
{
	unit_check(start <= batch->next, "a batch began at IPA %#llx and ended at %#llx",
		   LLU(start), LLU(batch->next));
	unit_check(!machine.reached, "nobody was told of the batch before");
	machine.reached = occasion == WP_IN_PREPARE ? batch->next : 0;
	if (machine.pass)
		machine.pass(batch);
}

void wp_stats_prepared(struct wp_stats *stats, u64 pages)
{
	const struct wp_slot *slot = (void *)((char *)stats - offsetof(struct wp_slot, stats));

	equal("end of what is prepared", slot->ipa + pages * PAGE_SIZE, machine.reached);
	machine.reached = 0;
}

bool wp_count_pass_begin(const struct wp_slot *slot, enum wp_occasion occasion)
{
	machine.reached = 0;
	return false;
}

void wp_count_pass_end(const struct wp_slot *slot, enum wp_occasion occasion,
		       const struct wp_passed *pass)
{
	unit_check(!machine.reached, "nobody was told of the last batch");
}

void wp_report_finding(const struct wp_slot *slot, struct wp_batch *batch)
{
	unit_check(!batch->finding.nr, "IPA %#llx: verification finds %#llx at level %d",
		   LLU(batch->finding.addr),
		   LLU(batch->finding.pte), batch->finding.level);
}
