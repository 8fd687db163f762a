// SPDX-License-Identifier: GPL-2.0
/*
 * Tests the counters of a slot's log rounds: how many there were, how many
 * pages became dirty in each, and how much of the slot was prepared.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "wp.h"

#define MANUAL	KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE
#define PAGES	1024

FIXTURE(rounds)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

FIXTURE_SETUP(rounds)
{
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	self->slot = NULL;
	self->bitmap = NULL;
}

FIXTURE_TEARDOWN(rounds)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
}

static void add_slot(struct _test_data_rounds *self)
{
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, PAGES * wp_page_size(), 0);
	self->bitmap = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
}

static void expect_rounds(struct __test_metadata *_metadata, const struct test_slot *slot,
			  uint64_t rounds, uint64_t before, uint64_t pages)
{
	uint64_t ns = wp_stat(slot, "round_ns");

	EXPECT_EQ(rounds, wp_stat(slot, "rounds"));
	EXPECT_EQ(before, wp_stat(slot, "round_pages_before"));
	EXPECT_EQ(pages, wp_stat(slot, "round_pages"));
	EXPECT_EQ(rounds > 0, ns > 0);
	EXPECT_EQ(ns ? pages * NSEC_PER_SEC / ns : 0, wp_stat(slot, "dirty_pages_per_s"));
}

TEST_F(rounds, between_gets)
{
	uint64_t first, second;

	add_slot(self);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	expect_rounds(_metadata, self->slot, 0, 0, 0);

	first = wp_slot_write_nth(self->slot, 3, 3, NULL);
	expect_rounds(_metadata, self->slot, 0, 0, 0);
	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 1, 0, first);

	second = wp_slot_write_nth(self->slot, 7, 7, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 2, first, second);

	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 3, second, 0);
}

/* CLEAR, chunk by chunk as QEMU does it, starts no round. */
TEST_F(rounds, clear_starts_no_round)
{
	uint64_t first, second, page;

	vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, MANUAL);
	add_slot(self);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	first = wp_slot_write_nth(self->slot, 2, 2, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	for (page = 0; page < PAGES; page += 256)
		wp_dirty_clear_range(self->slot, self->bitmap, page, 256);
	expect_rounds(_metadata, self->slot, 1, 0, first);

	second = wp_slot_write_nth(self->slot, 5, 5, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 2, first, second);
}

/*
 * musl's ioctl() takes an int, so the kernel gets bit 31 of the number extended
 * to bits 63:32.
 */
static long clear_sign_extended(const struct test_slot *slot, unsigned long *bitmap)
{
	const struct kvm_clear_dirty_log clear = {
		.slot = slot->id,
		.num_pages = wp_slot_pages(slot),
		.dirty_bitmap = bitmap,
	};

	return syscall(__NR_ioctl, slot->wvm->vm->fd, (long)(int)KVM_CLEAR_DIRTY_LOG, &clear);
}

TEST_F(rounds, sign_extended_clear_starts_no_round)
{
	uint64_t first, second;

	vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, MANUAL);
	add_slot(self);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	first = wp_slot_write_nth(self->slot, 2, 2, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	ASSERT_EQ(0, clear_sign_extended(self->slot, self->bitmap));
	expect_rounds(_metadata, self->slot, 1, 0, first);

	second = wp_slot_write_nth(self->slot, 5, 5, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 2, first, second);
}

/* A second migration starts with all counters of rounds at 0. */
TEST_F(rounds, second_log_starts_at_zero)
{
	uint64_t pages;

	add_slot(self);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	pages = wp_slot_write_nth(self->slot, 2, 2, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	wp_slot_write_nth(self->slot, 1, 1, NULL);
	expect_rounds(_metadata, self->slot, 1, 0, pages);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	expect_rounds(_metadata, self->slot, 0, 0, 0);

	pages = wp_slot_write_nth(self->slot, 4, 4, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 1, 0, pages);
}

/*
 * The counters cover only part of the round in which they were reset, so that
 * round does not count.
 */
TEST_F(rounds, counter_reset)
{
	uint64_t pages;

	add_slot(self);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_slot_write_nth(self->slot, 2, 2, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	ASSERT_EQ(0, system("echo 1 >/sys/kernel/debug/kvm_arm_wp/reset"));
	expect_rounds(_metadata, self->slot, 0, 0, 0);
	wp_slot_write_nth(self->slot, 2, 2, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 0, 0, 0);

	pages = wp_slot_write_nth(self->slot, 3, 3, NULL);
	wp_dirty_get(self->slot, self->bitmap);
	expect_rounds(_metadata, self->slot, 1, 0, pages);
	EXPECT_EQ(PAGES, wp_stat(self->slot, "prepared_pages"));
}

/* One reset of two rings is one round. */
TEST_F(rounds, ring_reset_is_one_round)
{
	const char *why = wp_ring_missing();
	uint64_t pages;

	if (why)
		SKIP(return, "%s", why);
	wp_vm_destroy(self->wvm);
	self->wvm = wp_vm_create_ring(2, WP_RING_ENTRIES);
	add_slot(self);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	pages = wp_slot_write_nth(self->slot, 3, 3, NULL);
	wp_ring_harvest(self->slot, self->bitmap);
	EXPECT_EQ(pages, wp_ring_reset(self->wvm));
	expect_rounds(_metadata, self->slot, 1, 0, pages);
}

/*
 * Count the calls of a function of the module with the function tracer, which
 * prints a line for each call.
 */
#define TRACEFS	"/sys/kernel/tracing/"

static bool write_trace_file(const char *name, const char *text)
{
	char path[128];
	int fd;
	bool ok;

	snprintf(path, sizeof(path), TRACEFS "%s", name);
	fd = open(path, O_WRONLY | O_TRUNC);
	ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return ok;
}

static bool trace_function(const char *function)
{
	return write_trace_file("set_ftrace_filter", function) &&
	       write_trace_file("current_tracer", "function");
}

static int traced_calls(const char *function)
{
	FILE *f = fopen(TRACEFS "trace", "r");
	char line[512];
	int n = 0;

	while (f && fgets(line, sizeof(line), f))
		n += line[0] != '#' && strstr(line, function);
	if (f)
		fclose(f);
	write_trace_file("current_tracer", "nop");
	write_trace_file("set_ftrace_filter", "");
	return n;
}

/*
 * However many vCPUs there are, a reset calls this function once for each slot
 * that logs, and for no other slot.
 */
TEST_F(rounds, ring_reset_serves_each_slot_once)
{
	uint64_t size = 64 * wp_page_size();
	const char *why = wp_ring_missing();
	uint32_t id;

	if (why)
		SKIP(return, "%s", why);
	wp_vm_destroy(self->wvm);
	self->wvm = wp_vm_create_ring(4, WP_RING_ENTRIES);
	add_slot(self);
	for (id = 2; id < 5; id++)
		wp_slot_add(self->wvm, id, WP_PAGES, WP_IPA + WP_GIB + id * size, size,
			    id < 4 ? KVM_MEM_LOG_DIRTY_PAGES : 0);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_slot_write_nth(self->slot, 3, 3, NULL);
	wp_ring_harvest(self->slot, self->bitmap);
	if (!trace_function("wp_serve_round"))
		SKIP(return, "this kernel has no function tracer");
	wp_ring_reset(self->wvm);
	EXPECT_EQ(3, traced_calls("wp_serve_round"));
}

/*
 * Since 6.17 a signal ends a reset early and the VMM calls it again for the
 * rest: both calls are the same round. Send signals as fast as possible until
 * one of them ends a reset.
 */
#define TRIES	200

static void on_signal(int signal)
{
}

struct storm {
	pthread_t target;
	bool stop;
};

static void *send_signals(void *arg)
{
	struct storm *storm = arg;

	while (!__atomic_load_n(&storm->stop, __ATOMIC_ACQUIRE))
		pthread_kill(storm->target, SIGUSR1);
	return NULL;
}

/* Returns the number of calls until all pages were reset. */
static int reset_in_a_storm(const struct _test_data_rounds *self, uint64_t pages)
{
	struct storm storm = { .target = pthread_self() };
	uint64_t done = 0;
	pthread_t thread;
	int n, calls = 0;

	TEST_ASSERT(!pthread_create(&thread, NULL, send_signals, &storm), "thread");
	do {
		n = ioctl(self->wvm->vm->fd, KVM_RESET_DIRTY_RINGS, 0);
		TEST_ASSERT(n >= 0, "KVM_RESET_DIRTY_RINGS: %s", strerror(errno));
		done += n;
		calls++;
	} while (done < pages);
	__atomic_store_n(&storm.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	return calls;
}

TEST_F_TIMEOUT(rounds, interrupted_ring_reset_is_one_round, 300)
{
	struct sigaction action = { .sa_handler = on_signal };
	const char *why = wp_ring_missing();
	uint64_t pages;
	int round, calls = 1;

	if (why)
		SKIP(return, "%s", why);
	wp_vm_destroy(self->wvm);
	self->wvm = wp_vm_create_ring(2, WP_RING_ENTRIES);
	add_slot(self);
	sigaction(SIGUSR1, &action, NULL);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	for (round = 0; calls == 1 && round < TRIES; round++) {
		pages = wp_slot_write_nth(self->slot, 1, 1, NULL);
		wp_ring_harvest(self->slot, self->bitmap);
		calls = reset_in_a_storm(self, pages);
	}
	if (calls == 1)
		SKIP(return, "no reset was interrupted in %d rounds", round);
	TH_LOG("round %d took %d calls", round, calls);
	EXPECT_EQ(round, wp_stat(self->slot, "rounds"));
	EXPECT_EQ(pages, wp_stat(self->slot, "round_pages"));
	EXPECT_EQ(wp_served(round + 1), wp_stat(self->slot, "passes"));

	/*
	 * The next round counts separately again. A reset that a signal ended
	 * does not protect the pages that KVM had gathered, so the ring need
	 * not list all of them.
	 */
	wp_slot_write_nth(self->slot, 2, 2, NULL);
	pages = wp_ring_harvest(self->slot, self->bitmap);
	EXPECT_EQ(pages, wp_ring_reset(self->wvm));
	EXPECT_EQ(round + 1, wp_stat(self->slot, "rounds"));
}

TEST_F(rounds, prepared_pages)
{
	add_slot(self);
	ASSERT_EQ(0, wp_knob_set("prepare", "none"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(0, wp_stat(self->slot, "prepared_pages"));

	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	ASSERT_EQ(0, wp_knob_set("prepare", "split"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(PAGES, wp_stat(self->slot, "prepared_pages"));
}

/* A slot that is created with its log on has no mappings. */
TEST_F(rounds, prepared_pages_of_new_slot)
{
	self->slot = wp_slot_add(self->wvm, 1, WP_PAGES, WP_IPA, PAGES * wp_page_size(),
				 KVM_MEM_LOG_DIRTY_PAGES);
	EXPECT_EQ(PAGES, wp_stat(self->slot, "prepared_pages"));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	return test_harness_run(argc, argv);
}
