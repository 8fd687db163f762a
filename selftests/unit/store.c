// SPDX-License-Identifier: GPL-2.0
/*
 * Checks every store to a live table, by the module and by KVM, against the rules of the Arm ARM,
 * "Using break-before-make".
 */
#include "fail.h"
#include "machine.h"
#include "table.h"
#include "tlb.h"

/*
 * struct change - a store that is about to happen
 */
struct change {
	u64 ipa;
	s8 level;
	u64 old;
	u64 new;
};

static void refuse(const struct change *change, const char *why)
{
	unit_fail("IPA %#llx: %#llx becomes %#llx at level %d: %s", LLU(change->ipa),
		  LLU(change->old), LLU(change->new), change->level, why);
}

/* A table that replaces another may differ only in write permissions. */
static void check_swap(const struct change *change)
{
	const u64 *old = memory_at(desc_pa(change->old))->page;
	const u64 *new = memory_at(desc_pa(change->new))->page;
	unsigned int i;

	machine.swaps++;
	for (i = 0; i < PER_TABLE; i++)
		if (desc_used(old[i]) != desc_used(new[i]) &&
		    desc_used(old[i] & ~DESC_WRITE) != desc_used(new[i]))
			refuse(change, "the tables differ in more than write permissions");
}

static void check_change(const struct change *change)
{
	bool was = change->old & DESC_VALID, is = change->new & DESC_VALID;
	bool old_table = desc_is_table(change->old, change->level);
	bool new_table = desc_is_table(change->new, change->level);

	if (was && is && old_table != new_table)
		refuse(change, "no break-before-make");
	else if (was && is && new_table)
		check_swap(change);
	else if (was && is &&
		 (desc_used(change->old) ^ desc_used(change->new)) & ~DESC_WRITE)
		refuse(change, "changes more than the write permission");
	else if (!was && is)
		tlb_check_empty(change->ipa, SIZE(change->level));
}

static void link_table(struct frame *frame, u64 ipa, s8 level)
{
	unsigned int i;

	frame->ipa = ipa;
	frame->level = level;
	for (i = 0; i < PER_TABLE; i++)
		if (desc_is_table(frame->page[i], level))
			link_table(memory_at(desc_pa(frame->page[i])), ipa + i * SIZE(level),
				   level + 1);
}

/* Only KVM unlinks tables that have tables below them, and it updates those itself. */
static void follow(const struct change *change)
{
	if (desc_is_table(change->old, change->level))
		memory_at(desc_pa(change->old))->level = UNREACHABLE;
	if (desc_is_table(change->new, change->level))
		link_table(memory_at(desc_pa(change->new)), change->ipa, change->level + 1);
	if (!(change->old & DESC_VALID) && (change->new & DESC_VALID))
		machine.synced = false;
}

/*
 * The module marks the tables that replace blocks. A copy of a table has the mark of that table,
 * which may be KVM's own.
 */
static void check_mark(const struct change *change)
{
	bool split = memory_at(desc_pa(change->new))->adopted;

	if (desc_is_table(change->old, change->level))
		split = change->old & DESC_SPLIT;
	if (split != !!(change->new & DESC_SPLIT))
		refuse(change, "the mark of a table that was a block is wrong");
}

/* KVM may drop references of any reachable table, see kvm_arm_wp_table_adopt(). */
static void check_table(const struct change *change, bool release)
{
	if (!desc_is_table(change->new, change->level))
		return;
	if (!release)
		refuse(change, "table walkers may see the table before its content");
	if (!memory_at(desc_pa(change->new))->counted)
		refuse(change, "the table is reachable before it is adopted");
	check_mark(change);
}

static void store(kvm_pte_t *ptep, const struct change *change)
{
	space_mark(change->ipa, SIZE(change->level));
	tlb_foresee(change->ipa, change->level);
	check_change(change);
	*ptep = change->new;
	machine.overtime += machine.expired && !machine.of_kvm;
	follow(change);
}

void unit_store(kvm_pte_t *ptep, kvm_pte_t pte, bool release)
{
	const struct frame *frame = memory_find(ptep);
	struct change change;

	if (!frame || frame->level == UNREACHABLE) {
		*ptep = pte;
		return;
	}
	change = (struct change){
		.ipa = frame->ipa + (ptep - frame->page) * SIZE(frame->level),
		.level = frame->level,
		.old = *ptep,
		.new = pte,
	};
	if (!machine.locked && !machine.shared)
		refuse(&change, "the lock is not held");
	check_table(&change, release);
	store(ptep, &change);
}
