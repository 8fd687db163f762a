// SPDX-License-Identifier: GPL-2.0
/*
 * For people to watch: a guest with two vCPUs and 256 MiB, mapped by blocks, is migrated by its
 * dirty log while it writes, and the slots table is shown as it changes. Exit status 0 when
 * every block was split and the copy equals the guest's memory.
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

static void show_slots(void)
{
	printf("$ cat " WP_DEBUGFS "/slots\n");
	wp_slots_print(stdout);
	fflush(stdout);
}

static void reached(const struct migration *m, enum migrate_step step)
{
	uint64_t pages = wp_slot_pages(m->slot), blocks = wp_slot_blocks(m->slot, 2);

	switch (step) {
	case MIGRATE_READY:
		say("The guest is up: %d vCPUs write all over %" PRIu64 " MiB, which %" PRIu64
		    " blocks of %" PRIu64 " MiB map. Its dirty log is off.",
		    m->plan.nr_vcpus, m->slot->size / WP_MIB, blocks, wp_block_size(2) / WP_MIB);
		break;
	case MIGRATE_ENABLED:
		say("The dirty log is on. Its blocks are %" PRIu64 " pages now.", pages);
		break;
	case MIGRATE_COPIED:
		say("All %" PRIu64 " pages have been copied; the guest went on writing.", pages);
		break;
	case MIGRATE_ROUND:
		say("Round %d: the log named %" PRIu64 " pages, they have been copied again.",
		    m->round, m->dirty);
		break;
	case MIGRATE_STOPPED:
		say("The guest is stopped, the last %" PRIu64 " dirty pages have been copied.",
		    m->dirty);
		break;
	}
	show_slots();
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* The verdict, with what was expected: this is also read by scripts. */
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
	say("%s: %" PRId64 " of %" PRIu64 " blocks split (%" PRId64 " once more at commit), %"
	    PRId64 " pages protected by us, %" PRIu64 " pages lost.",
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

int main(void)
{
	bool good;

	wp_require(WP_NEED_MODULE);
	good = migrate_with("split");
	good = migrate_with("protect") && good;
	say("The guests are gone, and their slots with them:");
	show_slots();
	wp_knobs_restore();
	return good ? KSFT_PASS : KSFT_FAIL;
}
