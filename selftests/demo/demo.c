// SPDX-License-Identifier: GPL-2.0
/*
 * "make demo" shows this: a guest with two vCPUs and 256 MiB in blocks is migrated by its dirty log
 * while it writes. Each step of the migration prints one row of the slot's counters. Exit status 0
 * if every block was split and the copy equals the guest's memory.
 */
#include <inttypes.h>
#include <time.h>

#include "kselftest.h"
#include "migrate.h"

#define MEMORY	(256 * WP_MIB)
#define ROUNDS	2

static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("\n");
	vprintf(format, args);
	printf("\n");
	va_end(args);
}

/* Counters to watch; boot/tracing.sh reads the table. At most 100 columns of text. */
static const char * const counters[] = {
	"splits_l2", "table_pages", "ptes_wp", "ptes_rewp", "round_pages", "tlb_flushes",
};

#define STEP_WIDTH	30

static void print_header(void)
{
	size_t i;

	printf("\n%-*s", STEP_WIDTH, "step");
	for (i = 0; i < ARRAY_SIZE(counters); i++)
		printf("  %s", counters[i]);
	printf("\n");
}

/* Before the log is on, the slot has no counters. */
static void print_row(const struct migration *m, const char *step)
{
	int64_t value;
	size_t i;

	printf("%-*s", STEP_WIDTH, step);
	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		int width = strlen(counters[i]);

		value = wp_stat(m->slot, counters[i]);
		if (value < 0)
			printf("  %*s", width, "-");
		else
			printf("  %*" PRId64, width, value);
	}
	printf("\n");
	fflush(stdout);
}

static void reached(const struct migration *m, enum migrate_step step)
{
	char text[STEP_WIDTH + 1];

	switch (step) {
	case MIGRATE_READY:
		say("The guest runs: %d vCPUs write all over %" PRIu64 " MiB, which %" PRIu64
		    " blocks of %" PRIu64 " MiB map.", m->plan.nr_vcpus, m->slot->size / WP_MIB,
		    wp_slot_blocks(m->slot, 2), wp_block_size(2) / WP_MIB);
		print_header();
		print_row(m, "log off");
		break;
	case MIGRATE_ENABLED:
		print_row(m, "log on");
		break;
	case MIGRATE_COPIED:
		print_row(m, "all pages copied");
		break;
	case MIGRATE_ROUND:
		snprintf(text, sizeof(text), "round %d: %" PRIu64 " dirty pages", m->round,
			 m->dirty);
		print_row(m, text);
		break;
	case MIGRATE_STOPPED:
		snprintf(text, sizeof(text), "stopped: %" PRIu64 " dirty pages", m->dirty);
		print_row(m, text);
		break;
	}
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static bool judge(struct migration *m, bool ahead)
{
	uint64_t blocks = wp_slot_blocks(m->slot, 2), pages = wp_slot_pages(m->slot);
	int64_t splits = wp_stat(m->slot, "splits_l2"), wp = wp_stat(m->slot, "ptes_wp");
	int64_t again = wp_stat(m->slot, "stragglers");
	uint64_t lost = migrate_compare(m);
	bool good = splits >= 0 && (uint64_t)splits == blocks && !lost;

	/* What the guest wrote between our pass and KVM's is protected twice. */
	if (ahead || wp_takes_over())
		good = good && wp >= 0 && (uint64_t)wp >= pages;
	say("%s: %" PRId64 " of %" PRIu64 " blocks split (%" PRId64 " again at commit), %"
	    PRId64 " pages protected, %" PRIu64 " pages lost.",
	    good ? "Good" : "BAD", splits, blocks, again, wp, lost);
	return good;
}

static bool migrate_with(const char *prepare)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2,
		.backing = WP_THP,
		.size = MEMORY,
		.rounds = ROUNDS,
		.reached = reached,
	};
	double begin = seconds();
	struct migration *m;
	bool good;
	int err;

	say("=== echo %s > " WP_DEBUGFS "/prepare", prepare);
	if (wp_knob_set("prepare", prepare)) {
		say("BAD: the knob refuses '%s'.", prepare);
		return false;
	}
	m = migrate_start(&plan);
	if (!m) {
		say("BAD: there are no %lu MiB for the guest.", MEMORY / WP_MIB);
		return false;
	}
	err = migrate_run(m);
	if (err)
		say("BAD: the log cannot be enabled: %s.", strerror(err));
	good = !err && judge(m, !strcmp(prepare, "protect"));
	migrate_end(m);
	printf("(%.1f seconds)\n", seconds() - begin);
	return good;
}

static void explain(void)
{
	say("Each row is one step of a migration. Watch these columns:\n"
	    "  splits_l2    all blocks are split before the log is on, not fault by fault afterwards\n"
	    "  ptes_wp      every page is write-protected once the log is on\n"
	    "  ptes_rewp    each round protects its dirty pages again: it grows by round_pages\n"
	    "  round_pages  pages that the guest wrote since the round before: it must shrink");
}

int main(void)
{
	bool good;

	wp_require(WP_NEED_MODULE);
	explain();
	good = migrate_with("split");
	good = migrate_with("protect") && good;
	wp_knobs_restore();
	return good ? KSFT_PASS : KSFT_FAIL;
}
