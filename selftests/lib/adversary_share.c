// SPDX-License-Identifier: GPL-2.0
/*
 * Adversaries that share a slot's pages with other processes or mappings, copy
 * on write.
 */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adversary.h"
#include "copy.h"

#define KSM	"/sys/kernel/mm/ksm/"

/* The child looks again when it is told to. */
static int child(struct adversary *a, int go, int ready)
{
	char c = 'r';

	wp_copy_all(a->slot, a->kept);
	if (write(ready, &c, 1) != 1 || read(go, &c, 1) != 1)
		return 2;
	return wp_copy_differs(a->slot, a->kept) ? 1 : 0;
}

/* Returns the child's exit status. */
static int collect_child(struct adversary *a)
{
	int status;

	TEST_ASSERT(write(a->pipe[1], "g", 1) == 1, "the child has gone");
	TEST_ASSERT(waitpid(a->child, &status, 0) == a->child, "waitpid");
	close(a->pipe[1]);
	a->child = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

/* The child's pages are those that the guest could write to until now. */
static void fork_child(struct adversary *a)
{
	int go[2], ready[2];
	char c;

	TEST_ASSERT(!pipe(go) && !pipe(ready), "pipe");
	a->child = fork();
	TEST_ASSERT(a->child >= 0, "fork");
	if (!a->child) {
		close(go[1]);
		_exit(child(a, go[0], ready[1]));
	}
	close(go[0]);
	close(ready[1]);
	TEST_ASSERT(read(ready[0], &c, 1) == 1, "the child has gone");
	close(ready[0]);
	a->pipe[1] = go[1];
	a->done += wp_slot_pages(a->slot);
}

static uint64_t child_sees_write(struct adversary *a)
{
	return a->child ? collect_child(a) : 0;
}

static void end_child(struct adversary *a)
{
	child_sees_write(a);
}

const struct adversary_ops adversary_fork = {
	.backing = WP_PAGES,
	.take = fork_child,
	.wrong = child_sees_write,
	.end = end_child,
};

/* The child shares blocks, which are split when the log is switched on. */
const struct adversary_ops adversary_fork_huge = {
	.backing = WP_THP,
	.blocks = true,
	.take = fork_child,
	.wrong = child_sees_write,
	.end = end_child,
};

/*
 * Without pauses.  Since 6.7 ksmd skips pages in many of its turns.  Two pages
 * that are never looked at in the same turn are never merged.
 */
static struct {
	const char *file;
	long long value;
	long long before;
} ksm_settings[] = {
	{ .file = KSM "smart_scan", .value = 0 },
	{ .file = KSM "sleep_millisecs", .value = 0 },
	{ .file = KSM "pages_to_scan", .value = 1000 },
	{ .file = KSM "run", .value = 1 },
};

static long long ksm_sharing(void)
{
	long long n;

	return wp_read_number(KSM "pages_sharing", &n) ? n : 0;
}

static bool ksm_runs(void)
{
	long long run;

	return wp_read_number(KSM "run", &run) && run == 1;
}

static const char *ksm_missing(void)
{
	if (access(KSM "run", F_OK))
		return "this kernel has no KSM";
	return ksm_runs() ? "this host uses KSM already" : NULL;
}

static void ksm_run(struct adversary *a)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(ksm_settings); i++) {
		wp_read_number(ksm_settings[i].file, &ksm_settings[i].before);
		wp_write_number(ksm_settings[i].file, ksm_settings[i].value);
	}
	TEST_ASSERT(ksm_runs(), "cannot start ksmd");
	a->twin = adversary_map(a, -1);
	TEST_ASSERT(!madvise(a->twin, a->slot->size, MADV_MERGEABLE) &&
		    !madvise(a->slot->hva, a->slot->size, MADV_MERGEABLE), "MADV_MERGEABLE");
}

/*
 * Wait until some pages of the slot share a frame with the twin.  Pages to which
 * a vCPU keeps writing never do.
 */
static void ksm_merge(struct adversary *a)
{
	wp_copy_all(a->slot, a->twin);
	adversary_keep(a);
	while (ksm_sharing() < wp_slot_pages(a->slot) / 4)
		sched_yield();
	a->done += ksm_sharing();
}

/* 2: stop, and give each mapping a page of its own. */
static void ksm_end(struct adversary *a)
{
	int i;

	wp_write_number(KSM "run", 2);
	for (i = 0; i < ARRAY_SIZE(ksm_settings); i++)
		wp_write_number(ksm_settings[i].file, ksm_settings[i].before);
}

const struct adversary_ops adversary_ksm = {
	.backing = WP_PAGES,
	.missing = ksm_missing,
	.prepare = ksm_run,
	.take = ksm_merge,
	.wrong = adversary_changed,
	.end = ksm_end,
};
