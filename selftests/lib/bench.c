// SPDX-License-Identifier: GPL-2.0
/*
 * The frame of the benchmark programs.
 */
#include <inttypes.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "count.h"
#include "figure.h"
#include "kselftest.h"
#include "wp.h"

/* The run that selftests/bench/profile analyzes. */
#define MARKED		2
#define RUNS_MAX	6
/* The most memory that a guest has for itself, and the huge pages behind more. */
#define OWN_MEMORY	(8 * WP_GIB)
#define REAL_BLOCKS	64
/* A few timer ticks */
#define CATCH_UP_MS	20

static struct plan {
	const char *way;
	const char *memory;
	enum wp_backing backing;
	uint64_t size;
	int run;
} plan;

uint64_t wp_bench_begin(void)
{
	return wp_count_begin(plan.run == MARKED);
}

uint64_t wp_bench_since(uint64_t start)
{
	return wp_count_end(start);
}

/* The first run is a warm-up. */
void wp_bench_say(const char *figure, uint64_t value)
{
	if (plan.run)
		wp_figure_add(figure, value);
}

uint64_t wp_bench_size(void)
{
	return plan.size;
}

uint64_t wp_bench_step(void)
{
	if (plan.backing == WP_PAGES)
		return wp_page_size();
	return wp_block_size(plan.backing == WP_HUGETLB_L1 ? 1 : 2);
}

static uint64_t chunk(void)
{
	if (!strcmp(plan.way, "stock-eager-2M"))
		return 2 * WP_MIB;
	return strcmp(plan.way, "stock-eager-1G") ? 0 : WP_GIB;
}

bool wp_bench_is_repeated(void)
{
	return plan.size > OWN_MEMORY;
}

static const struct test_slot *new_memory(void)
{
	struct wp_vm *wvm = wp_vm_create(1);

	if (wp_bench_is_repeated())
		return wp_slot_add_repeated(wvm, 1, REAL_BLOCKS, WP_IPA, plan.size);
	return wp_slot_add(wvm, 1, plan.backing, WP_IPA, plan.size, 0);
}

uint8_t *wp_bench_memory(void)
{
	static const struct test_slot *keeper;

	keeper = keeper ?: new_memory();
	TEST_ASSERT(keeper, "no %" PRIu64 " MiB of %s", plan.size / WP_MIB, plan.memory);
	return keeper->hva;
}

struct wp_vm *wp_bench_vm(uint32_t ring_entries)
{
	struct wp_vm *wvm = ring_entries ? wp_vm_create_ring(1, ring_entries) : wp_vm_create(1);

	if (chunk())
		wp_vm_split_eagerly(wvm, chunk());
	return wvm;
}

struct test_slot *wp_bench_guest(bool manual)
{
	uint64_t step = wp_bench_is_repeated() ? wp_bench_step() : wp_page_size();
	struct wp_vm *wvm = wp_bench_vm(0);
	struct test_slot *slot;

	if (manual)
		vm_enable_cap(wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2,
			      KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET);
	slot = wp_slot_add_hva(wvm, 1, wp_bench_memory(), WP_IPA, plan.size, 0);
	/* One write maps a block. In memory that is larger than the host's that must do. */
	wp_slot_write_every(slot, step, 1);
	wp_bench_settle();
	return slot;
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ULL + t.tv_nsec / 1000000;
}

/*
 * A CPU that was idle puts off deferrable timers until it is busy for a tick.
 * Without this their work would run when KVM next sleeps, and be measured.
 */
static void catch_up(void)
{
	uint64_t end = now_ms() + CATCH_UP_MS;

	while (now_ms() < end)
		sched_yield();
}

void wp_bench_settle(void)
{
	usleep(300000);
	catch_up();
}

void wp_bench_timed(const char *figure, const struct test_slot *slot,
		    void (*touch)(const struct test_slot *slot))
{
	uint64_t start = wp_bench_begin();

	touch(slot);
	wp_bench_say(figure, wp_bench_since(start));
}

/*
 * Each CPU batches its updates of the counters. Reading this file folds them
 * in.
 */
static void refresh_counts(void)
{
	FILE *f = fopen("/proc/sys/vm/stat_refresh", "r");

	if (!f)
		return;
	fgetc(f);
	fclose(f);
}

uint64_t wp_bench_tables_kib(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	uint64_t kib = 0;

	refresh_counts();
	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "SecPageTables: %" SCNu64, &kib);
	if (f)
		fclose(f);
	return kib;
}

static void part_print(const char *figure, int run, uint64_t value)
{
	printf("bench %s %s %" PRIu64 " %d %s %" PRIu64 "\n", plan.way, plan.memory,
	       plan.size / WP_MIB, run, figure, value);
}

/*
 * Interrupts and other tasks increase some figures in some runs, or end a hold
 * early. Repeat the part until two runs agree for each figure, and report only
 * those.
 */
static void part_measure(const struct wp_bench_part *part)
{
	if (part->missing && part->missing()) {
		printf("# SKIP %s %s: %s\n", plan.way, part->name, part->missing());
		return;
	}
	for (plan.run = 0; plan.run <= RUNS_MAX && !(plan.run > MARKED && wp_figures_agree());
	     plan.run++)
		part->run();
	wp_figures_print(part_print);
}

static bool plan_make(char **argv)
{
	plan.way = argv[1];
	plan.memory = argv[2];
	plan.size = strtoull(argv[3], NULL, 10) * WP_MIB;
	plan.backing = !strcmp(plan.memory, "2M") ? WP_THP :
		       !strcmp(plan.memory, "1G") ? WP_HUGETLB_L1 : WP_PAGES;
	return plan.size;
}

static const struct wp_bench_part *part_find(const struct wp_bench_part *parts, size_t nr,
					     const char *name)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(parts[i].name, name))
			return &parts[i];
	return NULL;
}

int wp_bench_main(int argc, char **argv, const struct wp_bench_part *parts, size_t nr)
{
	const struct wp_bench_part *part;
	int i;

	if (argc < 5 || !plan_make(argv)) {
		fprintf(stderr, "usage: %s WAY 2M|1G|4K MIB PART...\n", argv[0]);
		return 64;
	}
	if (chunk() && wp_eager_missing(chunk())) {
		printf("# SKIP %s: %s\n", plan.way, wp_eager_missing(chunk()));
		return KSFT_SKIP;
	}
	wp_damon_stop();
	for (i = 4; i < argc; i++) {
		part = part_find(parts, nr, argv[i]);
		TEST_ASSERT(part, "no part %s", argv[i]);
		part_measure(part);
	}
	return 0;
}
