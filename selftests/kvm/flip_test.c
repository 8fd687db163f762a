// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that no page is lost when takeover, protector, splitter and fault change
 * at random during a migration, a thousand times or more, while the vCPUs write
 * as fast as they can.
 */
#include "fault.h"
#include "harness.h"
#include "migrate.h"

#define FLIPS	1000
#define ROUNDS	24
#define MEMORY	migrate_size(32 * WP_MIB)
#define SEED	0x6b766d77702d3035ULL
#define ALL_SET	(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)

/*
 * struct flipper - the thread that changes the knobs
 * @thread: the thread
 * @stop: set to stop it
 * @flips: number of changes so far
 * @refused: number of changes that failed
 * @in_rounds: number of changes during rounds
 * @rounds: number of rounds with at least one change
 */
struct flipper {
	pthread_t thread;
	bool stop;
	uint64_t flips;
	uint64_t refused;
	uint64_t in_rounds;
	uint64_t rounds;
};

static const struct {
	const char *name;
	const char *choice[2];
} knobs[] = {
	{ "takeover", { "0", "1" } },
	{ "protector", { "inplace", "swap" } },
	{ "splitter", { "inplace", "prebuild" } },
	{ "fault", { "fast", "kvm" } },
};

static bool is_stopped(struct flipper *f)
{
	return __atomic_load_n(&f->stop, __ATOMIC_ACQUIRE);
}

/* The next round lets the module hook KVM's handler of faults, after a moment. */
static void wait_for_hook(struct flipper *f)
{
	while (!is_stopped(f) && wp_faults_are_fast() && !wp_faults_hooked())
		sched_yield();
}

static void *flip_knobs(void *arg)
{
	struct flipper *f = arg;
	uint64_t seed = SEED;

	while (!is_stopped(f)) {
		uint64_t r = wp_random(&seed) >> 32;
		int k = r % ARRAY_SIZE(knobs);

		f->refused += !!wp_knob_set(knobs[k].name, knobs[k].choice[r >> 8 & 1]);
		__atomic_add_fetch(&f->flips, 1, __ATOMIC_ACQ_REL);
		if (!(r >> 16 & 15))
			wait_for_hook(f);
		sched_yield();
	}
	return NULL;
}

static uint64_t flips_of(const struct flipper *f)
{
	return __atomic_load_n(&f->flips, __ATOMIC_ACQUIRE);
}

/* Replaces migrate_collect() to count the changes during a round. */
static void collect(struct migration *m)
{
	struct flipper *f = m->plan.arg;
	uint64_t before = flips_of(f), flips;

	migrate_collect(m);
	flips = flips_of(f) - before;
	f->in_rounds += flips;
	f->rounds += !!flips;
}

FIXTURE(flip)
{
	struct migration *m;
	struct flipper flipper;
};

FIXTURE_VARIANT(flip)
{
	const char *prepare;
	uint32_t manual;
	bool ring;
};

FIXTURE_VARIANT_ADD(flip, split_get)
{
	.prepare = "split",
};

FIXTURE_VARIANT_ADD(flip, protect_all_set)
{
	.prepare = "protect",
	.manual = ALL_SET,
};

FIXTURE_VARIANT_ADD(flip, none_ring)
{
	.prepare = "none",
	.ring = true,
};

static const char *flip_missing(bool ring)
{
	static char why[64];
	int i, j;

	for (i = 0; i < ARRAY_SIZE(knobs); i++)
		for (j = 0; j < 2; j++)
			if (!wp_knob_has(knobs[i].name, knobs[i].choice[j])) {
				snprintf(why, sizeof(why), "%s has no choice %s",
					 knobs[i].name, knobs[i].choice[j]);
				return why;
			}
	return ring ? wp_ring_missing() : NULL;
}

FIXTURE_SETUP(flip)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2,
		.backing = WP_THP,
		.size = MEMORY,
		.manual = variant->manual,
		.rounds = ROUNDS,
		.ring = variant->ring,
		.collect = collect,
		.arg = &self->flipper,
	};
	const char *why = flip_missing(variant->ring);

	wp_knobs_restore();
	if (why)
		SKIP(return, "%s", why);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
	/*
	 * Start the thread before migrate_start() removes the last CPU from the
	 * affinity of this thread, which new threads inherit.
	 */
	ASSERT_EQ(0, pthread_create(&self->flipper.thread, NULL, flip_knobs, &self->flipper));
	self->m = migrate_start(&plan);
	ASSERT_NE(NULL, self->m);
}

FIXTURE_TEARDOWN(flip)
{
	migrate_end(self->m);
	wp_knobs_restore();
}

/* Run as many rounds as it takes until some changes happened during a round. */
TEST_F_TIMEOUT(flip, loses_no_page, 600)
{
	struct flipper *f = &self->flipper;
	uint64_t before = flips_of(f);
	int64_t served, passes;

	ASSERT_EQ(0, migrate_enable(self->m));
	migrate_copy_all(self->m);
	while (self->m->round < ROUNDS || flips_of(f) - before < FLIPS || !f->rounds)
		migrate_round(self->m);
	migrate_stop(self->m);
	before = flips_of(f) - before;
	__atomic_store_n(&f->stop, true, __ATOMIC_RELEASE);
	pthread_join(f->thread, NULL);

	EXPECT_EQ(0, migrate_compare(self->m));
	EXPECT_EQ(0, f->refused);
	EXPECT_LE(FLIPS, before);
	/* We served some of the rounds and KVM served the others. */
	served = wp_stat(self->m->slot, "passes");
	EXPECT_LT(0, served);
	passes = (self->m->round + 2) * (variant->ring ? self->m->plan.nr_vcpus : 1);
	EXPECT_GT(passes, served);
	EXPECT_LT(0, wp_stat(self->m->slot, "faults_fast"));
	TH_LOG("seed %llx: %llu flips, %llu of them in %llu of %d rounds, we served %lld rounds",
	       SEED, (unsigned long long)before, (unsigned long long)f->in_rounds,
	       (unsigned long long)f->rounds, self->m->round, (long long)served);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	return test_harness_run(argc, argv);
}
