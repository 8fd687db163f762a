// SPDX-License-Identifier: GPL-2.0
/* Tests of single parts of the core: arithmetic, counters, descriptors, verification. */
#include "cases.h"
#include "core/strategy.h"
#include "core/verify.h"
#include "fixture.h"
#include "space.h"

static void arithmetic_of(s8 level)
{
	u64 size = SIZE(level);

	equal("size", wp_level_size(level), size);
	equal("end of entry", wp_addr_end(size, 3 * size, level), 2 * size);
	equal("end of entry", wp_addr_end(2 * size - PAGE_SIZE, 3 * size, level), 2 * size);
	equal("end of range", wp_addr_end(size, size + PAGE_SIZE, level), size + PAGE_SIZE);
	/* This entry is the last one: its end wraps to 0. */
	equal("end at the top", wp_addr_end(-size, -(u64)PAGE_SIZE / 2, level),
	      -(u64)PAGE_SIZE / 2);
	equal("end of all", wp_addr_end(0, 0, level), size);
	equal("end of all", wp_addr_end(-size, 0, level), 0);
	equal("index", wp_entry_index(5 * size, level), 5);
	equal("index", wp_entry_index(6 * size - 1, level), 5);
	equal("index", wp_entry_index(PER_TABLE * size + size, level), 1);
	equal("root index", wp_root_index(PER_TABLE * size + size, level), PER_TABLE + 1);
}

static void level_arithmetic(void)
{
	s8 level;

	for (level = 3; level >= 1; level--)
		arithmetic_of(level);
}

/* Tests the conversion of table addresses for each bit that an address can have. */
static void addresses(bool lpa2, unsigned int bits)
{
	const u64 attributes = DESC_VALID | DESC_TYPE | DESC_WRITE | DESC_AF | BIT_ULL(54);
	unsigned int bit;

	unit_lpa2 = lpa2;
	for (bit = PAGE_SHIFT; bit < bits; bit++) {
		equal("address field", kvm_phys_to_pte(1ULL << bit), desc_address(1ULL << bit));
		equal("address", kvm_pte_to_phys(desc_address(1ULL << bit)), 1ULL << bit);
		equal("attributes", wp_entry_attributes(desc_address(1ULL << bit) | attributes),
		      attributes);
	}
}

static void table_addresses(void)
{
	addresses(false, PAGE_SHIFT == 16 ? 52 : 48);
	if (PAGE_SHIFT < 16)
		addresses(true, 52);
	unit_lpa2 = false;
}

static void counters_merge(void)
{
	struct wp_counts to = { .splits_l2 = 2, .lock_hold_ns_max = 7, .last_error = 12 };
	struct wp_counts from = { .splits_l2 = 3, .lock_hold_ns_max = 5, .last_error = 0 };

	wp_counts_merge(&to, &from);
	equal("a sum", to.splits_l2, 5);
	equal("a maximum", to.lock_hold_ns_max, 7);
	equal("the last that is not 0", to.last_error, 12);
	from.lock_hold_ns_max = 9;
	from.last_error = 4;
	wp_counts_merge(&to, &from);
	equal("a maximum", to.lock_hold_ns_max, 9);
	equal("the last that is not 0", to.last_error, 4);
}

static void histogram_buckets(void)
{
	struct wp_hist hist = {}, sum = {};
	unsigned int i;

	wp_hist_add(&hist, 0);
	for (i = 0; i < 64; i++) {
		wp_hist_add(&hist, 1ULL << i);
		wp_hist_add(&hist, (2ULL << i) - 1);
	}
	wp_hist_merge(&sum, &hist);
	wp_hist_merge(&sum, &hist);
	equal("zeroes", sum.bucket[0], 2);
	for (i = 1; i < WP_HIST_BUCKETS; i++)
		equal("values of a width", sum.bucket[i], 4);
}

/* Verifies a table with one entry, and expects a finding if the entry is wrong. */
static void verify_of(u64 desc, s8 level, bool split, bool protect, bool served, u64 offset,
		      bool wrong)
{
	const struct wp_job job = {
		.env.kvm = machine_kvm(),
		.served = served,
		.splitter = split ? &wp_splitter_inplace : NULL,
		.protector = protect ? &wp_protector_inplace : NULL,
	};
	u64 table[PER_TABLE] = { [5] = desc }, ipa = 5 * SIZE(level);
	struct kvm_arm_wp_stage2 s2 = {
		.root = table,
		.ia_bits = kvm_granule_shift(level) + 3,
		.start_level = level,
	};
	struct wp_batch batch = { .job = &job };

	machine_reset();
	machine_lock(false);
	wp_verify(&batch, &s2, offset, BIT_ULL(s2.ia_bits));
	machine_unlock();
	equal("findings", batch.finding.nr, wrong);
	equal("verify_failures", batch.counts.verify_failures, wrong);
	if (!wrong)
		return;
	equal("where", batch.finding.addr, ipa);
	equal("what", batch.finding.pte, desc);
	equal("level", batch.finding.level, level);
}

static void verify(u64 desc, s8 level, bool split, bool protect, u64 offset, bool wrong)
{
	verify_of(desc, level, split, protect, false, offset, wrong);
}

/* Verification reports the first finding and counts all of them. */
static void verify_many(void)
{
	const struct wp_job job = {
		.env.kvm = machine_kvm(),
		.protector = &wp_protector_inplace,
	};
	u64 table[PER_TABLE] = {
		[2] = DESC_VALID | DESC_TYPE | DESC_WRITE,
		[7] = DESC_VALID | DESC_TYPE | DESC_WRITE | DESC_AF,
	};
	struct kvm_arm_wp_stage2 s2 = {
		.root = table,
		.ia_bits = PAGE_SHIFT + 3,
		.start_level = 3,
	};
	struct wp_batch batch = { .job = &job };

	machine_reset();
	machine_lock(false);
	wp_verify(&batch, &s2, 0, 8 * PAGE_SIZE);
	machine_unlock();
	equal("findings", batch.finding.nr, 2);
	equal("verify_failures", batch.counts.verify_failures, 2);
	equal("where", batch.finding.addr, 2 * PAGE_SIZE);
	equal("what", batch.finding.pte, table[2]);
}

/* The start-level tables of these tests have level 2 or 3, so one table is enough. */
static void verify_finds_what_is_left(void)
{
	u64 page = DESC_VALID | DESC_TYPE, block = DESC_VALID;
	u64 middle = 5 * SIZE(2) + PAGE_SIZE;

	verify(page | DESC_WRITE, 3, false, true, 0, true);
	verify(page | DESC_WRITE, 3, true, true, 0, true);
	verify(page | DESC_WRITE, 3, true, false, 0, false);
	verify(page, 3, true, true, 0, false);
	verify(page | DESC_WRITE, 3, true, true, 6 * SIZE(3), false);
	verify(DESC_WRITE | BIT(10), 3, true, true, 0, false);
	verify(block, 2, true, false, 0, true);
	verify(block | DESC_WRITE, 2, true, true, 0, true);
	verify(block | DESC_WRITE, 2, false, true, 0, true);
	verify(block, 2, false, true, 0, false);
	verify(block | DESC_WRITE | DESC_NT, 2, true, true, 0, false);
	verify(block | DESC_WRITE, 2, true, true, middle, false);
	/* For a request of KVM, the block must be split even if the range begins inside it. */
	verify_of(block, 2, true, false, true, middle, true);
	verify_many();
}

/* A strategy may protect pages in any order; the flush must cover all of them. */
static void any_order(void)
{
	const struct wp_job job = {
		.env.kvm = machine_kvm(),
		.protector = &wp_protector_inplace,
	};
	struct wp_batch batch = { .job = &job };
	struct wp_run run = { .nr = 2, .addr = 7 * PAGE_SIZE };

	machine_reset();
	machine_lock(false);
	wp_batch_protected(&batch, &run, 1);
	run.addr = 3 * PAGE_SIZE;
	wp_batch_protected(&batch, &run, 0);
	equal("first page", batch.stale_start, 7 * PAGE_SIZE);
	wp_batch_protected(&batch, &run, 1);
	equal("first page", batch.stale_start, 3 * PAGE_SIZE);
	equal("end", batch.stale_end, 9 * PAGE_SIZE);
	machine_unlock();
}

const struct unit_case cases_core[] = {
	{ "level_arithmetic", level_arithmetic },
	{ "table_addresses", table_addresses },
	{ "counters_merge", counters_merge },
	{ "histogram_buckets", histogram_buckets },
	{ "pages_in_any_order", any_order },
	{ "verify_finds_what_is_left", verify_finds_what_is_left },
	{}
};
