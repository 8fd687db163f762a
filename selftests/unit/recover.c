// SPDX-License-Identifier: GPL-2.0
/* Runs passes that recover blocks, and checks what must hold after each hold of the lock. */
#include <stdlib.h>

#include "core/recoverer.h"
#include "core/walk.h"
#include "fail.h"
#include "model.h"
#include "table.h"
#include "tlb.h"
#include "work.h"

/*
 * struct found - what a hold finds in its range
 * @split: for each area of the space, whether its table has replaced a block, and all of it is in
 *	the range
 */
struct found {
	u64 start;
	u64 end;
	bool *split;
};

static bool is_large(unsigned int area)
{
	const struct wp_env env = { .kvm = machine_kvm() };

	return wp_env_is_large(&env, space_ipa(area * PER_TABLE), SIZE(2));
}

static bool is_split(const struct found *found, unsigned int area)
{
	u64 ipa = space_ipa(area * PER_TABLE);
	struct entry entry;

	if (ipa < found->start || ipa + SIZE(2) > found->end)
		return false;
	entry = table_lookup(ipa, 2);
	return entry.level == 2 && desc_is_table(*entry.ptep, 2) && *entry.ptep & DESC_SPLIT;
}

static void find(struct found *found, const struct wp_batch *batch)
{
	unsigned int area;

	found->start = batch->next;
	found->end = batch->until;
	for (area = 0; area < space.areas; area++)
		found->split[area] = is_split(found, area);
}

/* KVM has changed the model already if the tables were unmapped. */
static struct wp_counts expect(const struct found *found, const struct wp_batch *batch,
			       unsigned int unmaps)
{
	struct wp_counts counts = { .recovered_tables = machine.unmaps - unmaps };
	unsigned int area;

	for (area = 0; area < space.areas; area++) {
		if (!found->split[area] ||
		    space_ipa(area * PER_TABLE) + SIZE(2) > batch->next)
			continue;
		if (!is_large(area)) {
			counts.recover_left_small++;
		} else if (batch->job->recoverer == &wp_recoverer_write) {
			counts.recovered_tables++;
			model_protect(area * PER_TABLE, PER_TABLE);
		}
	}
	return counts;
}

static void check(const struct wp_batch *batch, const struct wp_counts *expected)
{
	equal("recovered_tables", batch->counts.recovered_tables, expected->recovered_tables);
	equal("recover_left_small", batch->counts.recover_left_small,
	      expected->recover_left_small);
	equal("ptes_wp", batch->counts.ptes_wp, 0);
	equal("tlb_flushes", batch->counts.tlb_flushes, machine.flushes);
	space_mark(0, BIT_ULL(space.ia_bits));
	table_compare(0);
	tlb_check(false);
	space_checked();
}

static enum wp_status hold(struct wp_batch *batch, struct found *found)
{
	unsigned int unmaps = machine.unmaps;
	struct kvm_arm_wp_stage2 s2;
	struct wp_counts expected;
	enum wp_status status;

	if (!kvm_arm_wp_stage2_lock(machine_kvm(), &s2))
		return WP_DONE;
	find(found, batch);
	status = wp_walk_hold(batch, &s2);
	expected = expect(found, batch, unmaps);
	unit_check(status != WP_DONE || batch->next == batch->until, "the pass ended early");
	kvm_arm_wp_stage2_unlock(machine_kvm());
	check(batch, &expected);
	return status;
}

void work_recover(const struct work *work, const struct wp_recoverer_ops *recoverer,
		  struct wp_counts *total)
{
	static struct wp_batch batch;
	static struct wp_reserve reserve;
	const struct wp_job job = {
		.env.kvm = machine_kvm(),
		.splitter = &wp_recover_splitter,
		.protector = &wp_recover_protector,
		.recoverer = recoverer,
		.end = space_ipa(work->first) + work->pages * PAGE_SIZE,
	};
	struct found found = { .split = calloc(space.areas, sizeof(*found.split)) };
	unsigned int holds = 0;
	enum wp_status status;

	unit_check(found.split, "out of memory");
	batch.job = &job;
	batch.reserve = &reserve;
	batch.next = space_ipa(work->first);
	batch.until = job.end;
	*total = (struct wp_counts){};
	do {
		status = hold(&batch, &found);
		wp_counts_merge(total, &batch.counts);
		unit_check(++holds < 20000, "the pass does not end");
	} while (status != WP_DONE);
	free(found.split);
}
