// SPDX-License-Identifier: GPL-2.0
/*
 * Tests write faults that the module handles itself, while vCPUs write as fast as
 * they can, a migration reads the log, and the host takes pages away at the same
 * time. The copy must equal the guest's memory, and no write may reach memory
 * that the host has taken.
 */
#include <sched.h>
#include <sys/mman.h>

#include "adversary.h"
#include "fault.h"
#include "guest.h"
#include "harness.h"
#include "migrate.h"

#define PAGES	512
#define ROUNDS	3
#define TURNS	3	/* of the host, at least */
#define FAST	16	/* faults between two turns, at least */

/*
 * struct _test_data_live - a migration and its adversary
 * @m: the migration
 * @host: the adversary
 * @thread: where the adversary works, unless it works between two rounds
 * @started: @thread exists
 * @stop: set to stop @thread
 * @fast: faults without KVM until the latest turn
 * @turns: how often the host has taken pages
 * @wrong: pages that the guest has written to and must not have
 */
FIXTURE(live)
{
	struct migration *m;
	struct adversary host;
	pthread_t thread;
	bool started;
	bool stop;
	int64_t fast;
	uint64_t turns;
	uint64_t wrong;
};

FIXTURE_VARIANT(live)
{
	const struct adversary_ops *ops;
};

#define VARIANT(name)							\
FIXTURE_VARIANT_ADD(live, name)						\
{									\
	.ops = &adversary_##name,					\
}

VARIANT(fork);
VARIANT(ksm);
VARIANT(remap);
VARIANT(protect);
VARIANT(offline);
VARIANT(swap);
VARIANT(numa);
VARIANT(collapse);
VARIANT(uffd_wp);
VARIANT(writeback);
VARIANT(evict);
/* Last: a write to the zero page spoils all memory that is new after it. */
VARIANT(discard);
VARIANT(uffd_missing);

static uint64_t turns_of(const struct _test_data_live *self)
{
	return __atomic_load_n(&self->turns, __ATOMIC_ACQUIRE);
}

/*
 * Only pages that have become writable without KVM since the latest turn are
 * worth taking.  The marks of all others have gone.
 */
static bool is_worthwhile(struct _test_data_live *self)
{
	int64_t fast = wp_stat(self->host.slot, "faults_fast");

	if (fast < self->fast + FAST)
		return false;
	self->fast = fast;
	return true;
}

static void turn(struct _test_data_live *self)
{
	const struct adversary_ops *ops = self->host.ops;

	if (!ops->quiet && turns_of(self))
		self->wrong += adversary_wrong(&self->host);
	ops->take(&self->host);
	__atomic_add_fetch(&self->turns, 1, __ATOMIC_ACQ_REL);
}

static void *turn_after_turn(void *arg)
{
	struct _test_data_live *self = arg;

	while (!__atomic_load_n(&self->stop, __ATOMIC_ACQUIRE)) {
		if (is_worthwhile(self))
			turn(self);
		sched_yield();
	}
	return NULL;
}

/*
 * The copy is cleared before the memory is: only the log brings what the guest
 * writes to the new memory into the copy.
 */
static void collect(struct migration *m)
{
	struct _test_data_live *self = m->plan.arg;

	if (self->host.ops->loses && is_worthwhile(self)) {
		TEST_ASSERT(!madvise(m->copy, m->slot->size, MADV_DONTNEED), "madvise");
		turn(self);
	}
	migrate_collect(m);
}

static struct test_slot *add(const struct migrate_plan *plan, struct wp_vm *wvm)
{
	struct _test_data_live *self = plan->arg;

	adversary_start(&self->host, self->host.ops, wvm, plan->size);
	return self->host.slot;
}

static void start_thread(struct _test_data_live *self)
{
	if (self->host.ops->loses)
		return;
	TEST_ASSERT(!pthread_create(&self->thread, NULL, turn_after_turn, self), "no thread");
	self->started = true;
}

static void stop_thread(struct _test_data_live *self)
{
	if (!self->started)
		return;
	__atomic_store_n(&self->stop, true, __ATOMIC_RELEASE);
	pthread_join(self->thread, NULL);
	self->started = false;
}

FIXTURE_SETUP(live)
{
	struct migrate_plan plan = {
		.nr_vcpus = 3,
		.size = PAGES * wp_page_size(),
		.add = add,
		.collect = collect,
		.arg = self,
	};
	const char *why = adversary_missing(variant->ops);

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	wp_faults_choose_fast();
	wp_call_retry_efault();
	self->host.ops = variant->ops;
	self->m = migrate_start(&plan);
}

FIXTURE_TEARDOWN(live)
{
	if (self->m) {
		stop_thread(self);
		adversary_end(&self->host);
		migrate_end(self->m);
	}
	wp_knobs_restore();
}

TEST_F(live, copy_equals_memory)
{
	ASSERT_EQ(0, migrate_enable(self->m));
	wp_faults_ready();
	migrate_copy_all(self->m);
	start_thread(self);
	while (self->m->round < ROUNDS || turns_of(self) < TURNS)
		migrate_round(self->m);
	stop_thread(self);
	migrate_stop(self->m);
	if (!self->host.ops->quiet)
		self->wrong += adversary_wrong(&self->host);

	EXPECT_EQ(0, self->wrong);
	EXPECT_EQ(0, migrate_compare(self->m));
	EXPECT_LT(0, self->host.done);
	TH_LOG("%d rounds, %llu turns of the host, %llu pages taken, %lld fast faults",
	       self->m->round, (unsigned long long)self->turns,
	       (unsigned long long)self->host.done,
	       (long long)wp_stat(self->m->slot, "faults_fast"));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	wp_faults_require();
	return test_harness_run(argc, argv);
}
