// SPDX-License-Identifier: GPL-2.0
/*
 * Measures what a dirty log leaves behind after it went off, in instructions
 * (1 ns each), faults and memory for tables.
 *
 * usage: bench_after WAY MEMORY MIB PART...
 *
 * See lib/bench.h. PART is after.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "wp.h"

static void log_set(struct test_slot *slot, bool on)
{
	int err = wp_slot_log(slot, on);

	TEST_ASSERT(!err, "cannot switch the log %s: %s", on ? "on" : "off", strerror(err));
}

/* Number of tables that the module is about to recover: none if it is not loaded. */
static int64_t recoverable(const struct test_slot *slot)
{
	if (wp_stat(slot, "recovered_tables") < 0 || wp_knob_is("recover", "none"))
		return 0;
	return slot->size / wp_block_size(2);
}

/*
 * The module waits for seconds. Sleep between two looks, because the emulator
 * skips the time in which the CPU is idle.
 */
#define LOOK_MS		100
#define LOOKS_MAX	600

static void await_recovery(const struct test_slot *slot)
{
	int64_t tables = recoverable(slot), done = 0;
	int looks;

	for (looks = 0; looks < LOOKS_MAX && done < tables; looks++) {
		poll(NULL, 0, LOOK_MS);
		done = wp_stat(slot, "recovered_tables");
	}
	TEST_ASSERT(done >= tables, "only %" PRId64 " of %" PRId64 " tables were recovered",
		    done, tables);
	wp_bench_settle();
}

/* No round came, and the guest wrote nothing. */
static void log_in_vain(struct test_slot *slot)
{
	log_set(slot, true);
	log_set(slot, false);
	await_recovery(slot);
}

/* A migration that was cancelled after its first round. */
static void migrate_in_vain(struct test_slot *slot)
{
	unsigned long *bitmap = wp_bitmap_alloc(slot);

	log_set(slot, true);
	wp_dirty_get(slot, bitmap);
	wp_dirty_clear(slot, bitmap);
	wp_faults_ready();
	wp_slot_write(slot, 2);
	log_set(slot, false);
	await_recovery(slot);
	free(bitmap);
}

/* What happened while the log was on, and the figures after it. */
static const struct scene {
	void (*play)(struct test_slot *slot);
	const char *write_ns;
	const char *rewrite_ns;
	const char *read_ns;
	const char *faults;
	const char *tables_kib;
} scenes[] = {
	{ log_in_vain, "after_write_all_ns", "after_rewrite_all_ns", "after_read_all_ns",
	  "after_faults", "after_tables_kib" },
	{ migrate_in_vain, "after_cancel_write_all_ns", "after_cancel_rewrite_all_ns",
	  "after_cancel_read_all_ns", "after_cancel_faults", "after_cancel_tables_kib" },
};

static void write_all(const struct test_slot *slot)
{
	wp_slot_write(slot, 3);
}

static void measure_time(const struct scene *scene)
{
	struct test_slot *slot = wp_bench_guest(true);
	uint64_t before = wp_bench_tables_kib(), after;

	scene->play(slot);
	wp_bench_timed(scene->write_ns, slot, write_all);
	wp_bench_timed(scene->rewrite_ns, slot, write_all);
	wp_bench_timed(scene->read_ns, slot, wp_slot_read);
	wp_bench_settle();
	after = wp_bench_tables_kib();
	wp_bench_say(scene->tables_kib, after > before ? after - before : 0);
	wp_vm_destroy(slot->wvm);
}

/* Each fault that is counted takes longer. */
static void measure_faults(const struct scene *scene)
{
	struct test_slot *slot = wp_bench_guest(true);
	struct wp_faults *faults;

	scene->play(slot);
	faults = wp_faults_open(slot->ipa, slot->size);
	write_all(slot);
	wp_slot_read(slot);
	wp_bench_say(scene->faults, wp_faults_read(faults));
	wp_faults_close(faults);
	wp_vm_destroy(slot->wvm);
}

static void part_after(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(scenes); i++) {
		measure_time(&scenes[i]);
		measure_faults(&scenes[i]);
	}
}

static const struct wp_bench_part parts[] = {
	{ "after", part_after, NULL },
};

int main(int argc, char **argv)
{
	return wp_bench_main(argc, argv, parts, ARRAY_SIZE(parts));
}
