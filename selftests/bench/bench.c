// SPDX-License-Identifier: GPL-2.0
/*
 * Measures what dirty logging costs, in instructions: on the machine that runs
 * it an instruction takes 1 ns.
 *
 * usage: bench WAY MEMORY MIB PART...
 *
 * See lib/bench.h. PART is enable, rounds, touch, manual, locked or holds.
 */
#include <errno.h>
#include <stdlib.h>

#include "bench.h"
#include "hold.h"
#include "probe.h"
#include "wp.h"

#define TIMES_MAX	8192

struct guest {
	struct wp_vm *wvm;
	struct test_slot *slot;
};

static struct guest guest_new(bool manual)
{
	struct test_slot *slot = wp_bench_guest(manual);

	return (struct guest){ .wvm = slot->wvm, .slot = slot };
}

static void guest_end(struct guest *guest)
{
	wp_vm_destroy(guest->wvm);
}

static uint64_t log_on(const struct guest *guest)
{
	uint64_t start = wp_bench_begin();
	int err = wp_slot_log(guest->slot, true);

	start = wp_bench_since(start);
	TEST_ASSERT(!err, "cannot enable the log: %s", strerror(err));
	return start;
}

static void part_plain(void)
{
	struct guest guest = guest_new(false);
	uint64_t tables = wp_bench_tables_kib(), start;

	wp_bench_say("enable_ns", log_on(&guest));
	wp_bench_say("tables_kib", wp_bench_tables_kib() - tables);

	/*
	 * Counting the memory has woken a kworker, and KVM is about to wake it
	 * again. That costs less while it is still on the run queue.
	 */
	wp_bench_settle();
	start = wp_bench_begin();
	wp_slot_log(guest.slot, false);
	wp_bench_say("disable_ns", wp_bench_since(start));
	guest_end(&guest);
}

/* Closes the probe. */
static struct wp_holds holds_of(struct wp_probe *lock, uint64_t committed, uint64_t cost)
{
	uint64_t *ns = calloc(TIMES_MAX, sizeof(*ns));
	struct wp_holds holds;

	TEST_ASSERT(ns, "out of memory");
	holds = wp_holds_of(ns, wp_probe_times(lock, ns, TIMES_MAX), committed, cost);
	wp_probe_close(lock);
	free(ns);
	return holds;
}

static struct wp_holds watch_log_on(const struct guest *guest, uint64_t cost)
{
	struct wp_probe *commit = wp_probe_function("kvm_arch_commit_memory_region", false);
	struct wp_probe *lock = wp_probe_lock(guest->wvm);
	uint64_t committed;

	TEST_ASSERT(lock && commit, "cannot watch mmu_lock");
	log_on(guest);
	TEST_ASSERT(wp_probe_times(commit, &committed, 1) == 1, "expected one commit");
	wp_probe_close(commit);
	return holds_of(lock, committed, cost);
}

/*
 * If nothing is mapped, almost all of a hold's time is the cost of the
 * watchpoint.
 */
static uint64_t watch_cost(void)
{
	struct guest guest = { .wvm = wp_vm_create(1) };
	struct wp_holds holds;

	guest.slot = wp_slot_add(guest.wvm, 1, WP_PAGES, WP_IPA, WP_MIB, 0);
	holds = watch_log_on(&guest, 0);
	guest_end(&guest);
	return holds.min;
}

static void part_locked(void)
{
	uint64_t cost = watch_cost();
	struct guest guest = guest_new(false);
	struct wp_holds holds = watch_log_on(&guest, cost);

	wp_bench_say("enable_locked_ns", holds.sum);
	wp_bench_say("enable_hold_max_ns", holds.max);
	if (holds.prepare_max)
		wp_bench_say("prepare_hold_max_ns", holds.prepare_max);
	guest_end(&guest);
}

static const char * const flushes[] = {
	"__kvm_tlb_flush_vmid_ipa", "__kvm_tlb_flush_vmid_ipa_nsh",
	"__kvm_tlb_flush_vmid_range", "__kvm_tlb_flush_vmid",
};

/*
 * Only for functions that are called a few times, so that the cost of the
 * probes is negligible.
 */
#define CALLS_MAX	64

/* Report the time spent in a function since both of its probes were set. */
static void say_inside(const char *figure, struct wp_probe *from, struct wp_probe *to)
{
	uint64_t begin[CALLS_MAX], end[CALLS_MAX], sum = 0;
	size_t nr, i;

	if (from && to) {
		nr = wp_probe_times(from, begin, CALLS_MAX);
		TEST_ASSERT(wp_probe_times(to, end, CALLS_MAX) == nr, "%s: no return", figure);
		for (i = 0; i < nr; i++)
			sum += end[i] - begin[i];
		wp_bench_say(figure, sum);
	}
	wp_probe_close(from);
	wp_probe_close(to);
}

static void part_inside(void)
{
	static const char protect[] = "kvm_pgtable_stage2_wrprotect", pass[] = "wp_prepare_run";
	struct guest guest = guest_new(false);
	struct wp_probe *from = wp_probe_function(protect, false);
	struct wp_probe *to = wp_probe_function(protect, true);
	struct wp_probe *pass_from = wp_probe_function(pass, false);
	struct wp_probe *pass_to = wp_probe_function(pass, true);

	log_on(&guest);
	say_inside("split_ns", pass_from, pass_to);
	say_inside("protect_ns", from, to);
	guest_end(&guest);
}

static void part_flushes(void)
{
	uint64_t *ns = calloc(TIMES_MAX, sizeof(*ns)), nr = 0;
	struct guest guest = guest_new(false);
	struct wp_probe *probe[ARRAY_SIZE(flushes)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flushes); i++)
		probe[i] = wp_probe_function(flushes[i], false);
	log_on(&guest);
	for (i = 0; i < ARRAY_SIZE(flushes); i++) {
		nr += probe[i] ? wp_probe_times(probe[i], ns, TIMES_MAX) : 0;
		wp_probe_close(probe[i]);
	}
	wp_bench_say("enable_flushes", nr);
	guest_end(&guest);
	free(ns);
}

static void part_enable(void)
{
	part_plain();
	part_locked();
	part_flushes();
	part_inside();
}

static void write_all(const struct test_slot *slot)
{
	wp_slot_write(slot, 2);
}

static void touch_blocks(const struct test_slot *slot)
{
	wp_slot_write_every(slot, 2 * WP_MIB, 3);
}

static void part_touch(void)
{
	struct guest guest = guest_new(false);

	log_on(&guest);
	wp_faults_ready();
	wp_bench_timed("touch_blocks_ns", guest.slot, touch_blocks);
	wp_bench_timed("touch_read_all_ns", guest.slot, wp_slot_read);
	guest_end(&guest);
}

/* Fault the bitmap's memory in before the measurement starts. */
static unsigned long *bitmap_warm(const struct test_slot *slot)
{
	unsigned long *bitmap = wp_bitmap_alloc(slot);

	memset(bitmap, 0xff, wp_slot_pages(slot) / 8);
	return bitmap;
}

static void round_of(const struct guest *guest, unsigned long *bitmap, const char *figure)
{
	uint64_t start = wp_bench_begin();

	wp_dirty_get(guest->slot, bitmap);
	wp_bench_say(figure, wp_bench_since(start));
}

static void part_rounds(void)
{
	struct guest guest = guest_new(false);
	unsigned long *bitmap = bitmap_warm(guest.slot);

	log_on(&guest);
	wp_faults_ready();
	wp_bench_timed("write_all_ns", guest.slot, write_all);
	wp_bench_timed("read_all_ns", guest.slot, wp_slot_read);
	round_of(&guest, bitmap, "get_100_ns");
	wp_slot_write_every(guest.slot, 10 * wp_page_size(), 4);
	round_of(&guest, bitmap, "get_10_ns");
	wp_slot_write_every(guest.slot, 1000 * wp_page_size(), 5);
	round_of(&guest, bitmap, "get_01_ns");
	guest_end(&guest);
	free(bitmap);
}

static void clear_of(const struct guest *guest, unsigned long *bitmap, const char *figure)
{
	uint64_t start;

	wp_dirty_get(guest->slot, bitmap);
	start = wp_bench_begin();
	wp_dirty_clear(guest->slot, bitmap);
	wp_bench_say(figure, wp_bench_since(start));
}

static void part_manual(void)
{
	struct guest guest = guest_new(true);
	unsigned long *bitmap = bitmap_warm(guest.slot);

	wp_bench_say("manual_enable_ns", log_on(&guest));
	clear_of(&guest, bitmap, "manual_first_clear_ns");
	write_all(guest.slot);
	clear_of(&guest, bitmap, "clear_100_ns");
	wp_slot_write_every(guest.slot, 10 * wp_page_size(), 4);
	clear_of(&guest, bitmap, "clear_10_ns");
	wp_slot_write_every(guest.slot, 1000 * wp_page_size(), 5);
	clear_of(&guest, bitmap, "clear_01_ns");
	guest_end(&guest);
	free(bitmap);
}

/* The longest hold of mmu_lock during a round. */
static void hold_of(const struct guest *guest, unsigned long *bitmap, uint64_t cost,
		    void (*round)(const struct test_slot *slot, unsigned long *bitmap),
		    const char *figure)
{
	struct wp_probe *lock = wp_probe_lock(guest->wvm);

	TEST_ASSERT(lock, "cannot watch mmu_lock");
	round(guest->slot, bitmap);
	wp_bench_say(figure, holds_of(lock, 0, cost).max);
}

/* A log that starts out full: a round is about the pages in the bitmap, without any fault. */
static void clear_holds(uint64_t cost)
{
	static const struct {
		const char *figure;
		unsigned int one_in;
	} rounds[] = {
		{ "clear_hold_01_ns", 1000 },
		{ "clear_hold_10_ns", 10 },
		{ "clear_hold_100_ns", 1 },
	};
	struct guest guest = guest_new(true);
	unsigned long *bitmap = wp_bitmap_alloc(guest.slot);
	uint64_t page;
	size_t i;

	log_on(&guest);
	for (i = 0; i < ARRAY_SIZE(rounds); i++) {
		wp_bitmap_clear(guest.slot, bitmap);
		for (page = 0; page < wp_slot_pages(guest.slot); page += rounds[i].one_in)
			wp_bitmap_set(bitmap, page);
		hold_of(&guest, bitmap, cost, wp_dirty_clear, rounds[i].figure);
	}
	guest_end(&guest);
	free(bitmap);
}

/* Faults of all pages of a large guest would take hours. */
#define ALL_FAULT_MIB	256

static void get_holds(uint64_t cost)
{
	struct guest guest = guest_new(false);
	unsigned long *bitmap = bitmap_warm(guest.slot);

	log_on(&guest);
	wp_slot_write_every(guest.slot, 1000 * wp_page_size(), 2);
	hold_of(&guest, bitmap, cost, wp_dirty_get, "get_hold_01_ns");
	if (wp_bench_size() <= ALL_FAULT_MIB * WP_MIB) {
		wp_slot_write_every(guest.slot, 10 * wp_page_size(), 3);
		hold_of(&guest, bitmap, cost, wp_dirty_get, "get_hold_10_ns");
		wp_slot_write(guest.slot, 4);
		hold_of(&guest, bitmap, cost, wp_dirty_get, "get_hold_100_ns");
	}
	guest_end(&guest);
	free(bitmap);
}

static void part_holds(void)
{
	uint64_t cost = watch_cost();

	get_holds(cost);
	clear_holds(cost);
}

static const struct wp_bench_part parts[] = {
	{ "enable", part_enable, NULL },
	{ "locked", part_locked, NULL },
	{ "holds", part_holds, NULL },
	{ "rounds", part_rounds, NULL },
	{ "touch", part_touch, NULL },
	{ "manual", part_manual, NULL },
};

int main(int argc, char **argv)
{
	return wp_bench_main(argc, argv, parts, ARRAY_SIZE(parts));
}
