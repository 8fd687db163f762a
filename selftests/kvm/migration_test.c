// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that the dirty log never loses a page: a guest of two vCPUs that write
 * as fast as they can is copied live, and the copy must equal its memory byte
 * by byte. A second fixture tests this test: with write protection defeated on
 * purpose, it must find lost pages.
 */
#include "fault.h"
#include "harness.h"

#include "kmod.h"
#include "migrate.h"

#define MEMORY		migrate_size(32 * WP_MIB)
#define ROUNDS		6
#define SABOTAGED_ROUNDS 24	/* a round may lose no page */
#define SABOTAGE	"kvm_arm_wp_sabotage"

static struct migrate_plan plan_of(enum wp_backing backing, uint32_t manual)
{
	return (struct migrate_plan){
		.nr_vcpus = 2,
		.backing = backing,
		.size = MEMORY,
		.manual = manual,
		.rounds = ROUNDS,
		.reached = migrate_wait_for_faults,
	};
}

FIXTURE(migration) {
	struct migration *m;
};

FIXTURE_VARIANT(migration) {
	const char *prepare;
	enum wp_backing backing;
	uint32_t manual;
};

#define ALL_SET (KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)

FIXTURE_VARIANT_ADD(migration, split_thp_get)
{
	.prepare = "split", .backing = WP_THP, .manual = 0,
};

FIXTURE_VARIANT_ADD(migration, split_thp_manual)
{
	.prepare = "split", .backing = WP_THP, .manual = KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE,
};

FIXTURE_VARIANT_ADD(migration, split_thp_all_set)
{
	.prepare = "split", .backing = WP_THP, .manual = ALL_SET,
};

FIXTURE_VARIANT_ADD(migration, split_hugetlb_l2_get)
{
	.prepare = "split", .backing = WP_HUGETLB_L2, .manual = 0,
};

FIXTURE_VARIANT_ADD(migration, split_pages_get)
{
	.prepare = "split", .backing = WP_PAGES, .manual = 0,
};

FIXTURE_VARIANT_ADD(migration, protect_thp_get)
{
	.prepare = "protect", .backing = WP_THP, .manual = 0,
};

FIXTURE_VARIANT_ADD(migration, protect_thp_all_set)
{
	.prepare = "protect", .backing = WP_THP, .manual = ALL_SET,
};

FIXTURE_VARIANT_ADD(migration, protect_hugetlb_l2_get)
{
	.prepare = "protect", .backing = WP_HUGETLB_L2, .manual = 0,
};

FIXTURE_VARIANT_ADD(migration, protect_pages_get)
{
	.prepare = "protect", .backing = WP_PAGES, .manual = 0,
};

FIXTURE_VARIANT_ADD(migration, none_thp_get)
{
	.prepare = "none", .backing = WP_THP, .manual = 0,
};

FIXTURE_SETUP(migration)
{
	struct migrate_plan plan = plan_of(variant->backing, variant->manual);
	const char *why = variant->backing == WP_HUGETLB_L2 ?
			  wp_block_missing(2, MEMORY / wp_block_size(2)) : NULL;

	if (why)
		SKIP(return, "%s", why);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
	self->m = migrate_start(&plan);
	ASSERT_NE(NULL, self->m);
}

FIXTURE_TEARDOWN(migration)
{
	migrate_end(self->m);
	wp_knobs_restore();
}

TEST_F(migration, copy_equals_memory)
{
	uint64_t pages = wp_slot_pages(self->m->slot);

	ASSERT_EQ(0, migrate_run(self->m));
	EXPECT_EQ(0, migrate_compare(self->m));
	/* A log that lists every page in every round would pass, too. */
	EXPECT_LT(self->m->sent, pages * (ROUNDS + 2));
	EXPECT_GT(self->m->sent, pages);
	EXPECT_LE(wp_faults_are_fast(), wp_stat(self->m->slot, "faults_fast"));
}

FIXTURE(sabotage) {
	struct migration *m;
};

FIXTURE_VARIANT(sabotage) {
	const char *params;
	bool tickless;
};

FIXTURE_VARIANT_ADD(sabotage, write_permission_regranted) {
	.params = "defeat=regrant",
};

FIXTURE_VARIANT_ADD(sabotage, flush_suppressed) {
	.params = "defeat=noflush",
	.tickless = true,
};

/*
 * A vCPU that exits the guest can lose its TLB entries, including stale ones,
 * and a timer tick makes it exit. vCPU 0 runs on the last CPU.
 */
static bool last_cpu_is_tickless(void)
{
	FILE *f = fopen("/sys/devices/system/cpu/nohz_full", "r");
	int first, last = -1;

	if (!f)
		return false;
	if (fscanf(f, "%d-%d", &first, &last) == 1)
		last = first;
	fclose(f);
	return last == sysconf(_SC_NPROCESSORS_ONLN) - 1;
}

/*
 * Use vCPU 0 only, which keeps its TLB entries. Before 6.5 each permission
 * fault of another vCPU flushes the entries of all ("KVM: arm64: Use local TLBI
 * on permission relaxation").
 */
FIXTURE_SETUP(sabotage)
{
	struct migrate_plan plan = plan_of(WP_THP, 0);

	if (!wp_module_exists(SABOTAGE))
		SKIP(return, "cannot find " SABOTAGE ".ko");
	if (variant->tickless && !last_cpu_is_tickless())
		SKIP(return, "the last CPU has a timer tick (see nohz_full=)");
	plan.nr_vcpus = 1;
	plan.rounds = SABOTAGED_ROUNDS;
	ASSERT_EQ(0, wp_module_load(SABOTAGE, variant->params));
	self->m = migrate_start(&plan);
	ASSERT_NE(NULL, self->m);
}

FIXTURE_TEARDOWN(sabotage)
{
	migrate_end(self->m);
	EXPECT_EQ(0, wp_module_unload(SABOTAGE));
}

TEST_F(sabotage, loses_pages)
{
	ASSERT_EQ(0, migrate_run(self->m));
	EXPECT_NE(0, migrate_compare(self->m));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	return test_harness_run(argc, argv);
}
