// SPDX-License-Identifier: GPL-2.0
/*
 * Tests the gaps in which a pass of KVM that we serve gives mmu_lock up. A test
 * module makes as many gaps as it can, and widens them.
 *
 * Loads the modules itself: run it with the modules unloaded.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include "harness.h"
#include "kmod.h"
#include "migrate.h"
#include "ring.h"

#define GAP		"kvm_arm_wp_gap"
#define MEMORY		migrate_size(32 * WP_MIB)
#define ROUNDS		4
#define SABOTAGED_ROUNDS 12	/* a round may lose no page */
#define MANUAL		KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE
#define ALL_SET		(MANUAL | KVM_DIRTY_LOG_INITIALLY_SET)

static const char module_params[] = "takeover=1 verify=0";

#define GAP_PARAMETERS	"/sys/module/" GAP "/parameters/"

static unsigned int gaps(void)
{
	FILE *f = fopen(GAP_PARAMETERS "gaps", "r");
	unsigned int n;

	TEST_ASSERT(f && fscanf(f, "%u", &n) == 1, "cannot read the number of gaps");
	fclose(f);
	return n;
}

static void write_parameter(const char *name, const char *value)
{
	char path[sizeof(GAP_PARAMETERS) + 16];
	FILE *f;

	snprintf(path, sizeof(path), GAP_PARAMETERS "%s", name);
	f = fopen(path, "w");
	TEST_ASSERT(f && fputs(value, f) >= 0 && !fclose(f), "cannot write to %s", path);
}

static void wait_for_gaps(unsigned int wanted)
{
	while (gaps() < wanted)
		sched_yield();
}

/* Returns 0 or errno. */
static int load(const char *params, const char *gap_params)
{
	int err = wp_modules_load(params);

	return err ?: wp_module_load(GAP, gap_params);
}

/* The module's probes go first, if they are still there. */
static int unload(void)
{
	int err = wp_module_unload(GAP);

	return err ?: wp_modules_unload();
}

FIXTURE(gaps) {
	struct migration *m;
};

FIXTURE_VARIANT(gaps) {
	const char *params;
	const char *gap;
	enum wp_backing backing;
	uint32_t manual;
	bool ring;
};

FIXTURE_VARIANT_ADD(gaps, get)
{
	.params = "prepare=split", .gap = "us=100", .backing = WP_THP,
};

/* The initial pass protects all pages, and splits no block. */
FIXTURE_VARIANT_ADD(gaps, get_unprepared)
{
	.params = "prepare=none protector=swap", .gap = "us=100", .backing = WP_PAGES,
};

FIXTURE_VARIANT_ADD(gaps, get_blocks)
{
	.params = "prepare=none", .gap = "us=100", .backing = WP_THP,
};

FIXTURE_VARIANT_ADD(gaps, clear)
{
	.params = "prepare=split splitter=prebuild", .gap = "us=100", .backing = WP_THP,
	.manual = ALL_SET,
};

FIXTURE_VARIANT_ADD(gaps, verified)
{
	.params = "prepare=split verify=1", .gap = "us=100", .backing = WP_THP,
};

FIXTURE_VARIANT_ADD(gaps, ring)
{
	.params = "prepare=split", .gap = "us=20", .backing = WP_THP, .ring = true,
};

FIXTURE_SETUP(gaps)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2,
		.backing = variant->backing,
		.size = MEMORY,
		.manual = variant->manual,
		.rounds = ROUNDS,
		.ring = variant->ring,
	};
	const char *why = variant->ring ? wp_ring_missing() : NULL;

	if (why)
		SKIP(return, "%s", why);
	ASSERT_EQ(0, load(variant->params, variant->gap));
	self->m = migrate_start(&plan);
	ASSERT_NE(NULL, self->m);
}

FIXTURE_TEARDOWN(gaps)
{
	migrate_end(self->m);
	if (wp_modules_loaded())
		EXPECT_EQ(0, unload());
}

/* vCPUs write in all gaps. */
TEST_F(gaps, copy_equals_memory)
{
	ASSERT_EQ(0, migrate_run(self->m));
	EXPECT_EQ(0, migrate_compare(self->m));
	EXPECT_LT(ROUNDS, gaps());
	EXPECT_EQ(gaps(), wp_stat(self->m->slot, "lock_drops"));
	EXPECT_EQ(0, wp_stat(self->m->slot, "verify_failures"));
}

/* Tests the test above. */
TEST(a_page_skipped_after_a_gap_is_lost)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2,
		.backing = WP_THP,
		.size = MEMORY,
		.rounds = SABOTAGED_ROUNDS,
	};
	struct migration *m;

	ASSERT_EQ(0, load(module_params, "us=20 skip=1"));
	m = migrate_start(&plan);
	ASSERT_NE(NULL, m);
	EXPECT_EQ(0, migrate_run(m));
	EXPECT_NE(0, migrate_compare(m));
	migrate_end(m);
	EXPECT_EQ(0, unload());
}

/* struct guest - a guest whose log is on, and all of whose pages are dirty */
struct guest {
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

static struct guest guest_new(void)
{
	struct guest g = { .wvm = wp_vm_create(1) };

	g.slot = wp_slot_add(g.wvm, 1, WP_PAGES, WP_IPA, MEMORY, 0);
	TEST_ASSERT(g.slot, "no memory for the guest");
	g.bitmap = wp_bitmap_alloc(g.slot);
	wp_slot_write(g.slot, 1);
	TEST_ASSERT(!wp_slot_log(g.slot, true), "cannot switch the log on");
	wp_slot_write(g.slot, 2);
	return g;
}

static void guest_end(struct guest *g)
{
	wp_vm_destroy(g->wvm);
	free(g->bitmap);
}

static void *get_log(void *arg)
{
	struct guest *g = arg;

	wp_dirty_get(g->slot, g->bitmap);
	return NULL;
}

static uint64_t dirty_pages(const struct guest *g)
{
	return wp_bitmap_count(g->slot, g->bitmap);
}

/* struct unload - a thread that unloads the module while a task is in a gap */
struct unload {
	pthread_t thread;
	bool ended;
	int err;
};

static void *unload_module(void *arg)
{
	struct unload *u = arg;

	u->err = wp_module_unload(WP_MODULE);
	__atomic_store_n(&u->ended, true, __ATOMIC_RELEASE);
	return NULL;
}

static bool has_ended(const struct unload *u)
{
	return __atomic_load_n(&u->ended, __ATOMIC_ACQUIRE);
}

#define GRACE_PERIODS	16	/* more than an unload waits for */

/*
 * The task in the gap sleeps, so that all grace periods of an unload can end.
 * Without a reference the module would be gone before the task runs on.
 *
 * The task then does the rest of its request in one hold. KVM does the other
 * requests. If a page had been left writable the last round would miss it.
 */
TEST(unloaded_in_a_gap)
{
	struct unload u = { .ended = false };
	pthread_t reader;
	unsigned int was;
	struct guest g;
	int i;

	ASSERT_EQ(0, load(module_params, "us=0"));
	g = guest_new();
	was = gaps();
	write_parameter("hold", "1");
	ASSERT_EQ(0, pthread_create(&reader, NULL, get_log, &g));
	wait_for_gaps(was + 1);
	ASSERT_EQ(0, pthread_create(&u.thread, NULL, unload_module, &u));
	for (i = 0; i < GRACE_PERIODS && !has_ended(&u); i++)
		write_parameter("grace", "1");
	EXPECT_FALSE(has_ended(&u));
	write_parameter("hold", "0");
	pthread_join(reader, NULL);
	pthread_join(u.thread, NULL);
	EXPECT_EQ(0, u.err);
	EXPECT_EQ(wp_slot_pages(g.slot), dirty_pages(&g));
	EXPECT_EQ(0, wp_module_unload(GAP));
	EXPECT_EQ(0, wp_module_unload(WP_SHIM));

	wp_slot_write(g.slot, 3);
	wp_dirty_get(g.slot, g.bitmap);
	EXPECT_EQ(wp_slot_pages(g.slot), dirty_pages(&g));
	guest_end(&g);
}

static void rounds_for_ever(void)
{
	struct guest g = guest_new();

	for (;;) {
		wp_dirty_get(g.slot, g.bitmap);
		wp_slot_write(g.slot, 3);
	}
}

/* The VMM is killed in a gap. Its mm, and the table, go when the ioctl has ended. */
TEST(killed_in_a_gap)
{
	int status;
	pid_t pid;

	ASSERT_EQ(0, load(module_params, "us=2000"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		rounds_for_ever();
	wait_for_gaps(20);
	EXPECT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(0, unload());
}

int main(int argc, char **argv)
{
	return test_harness_run(argc, argv);
}
