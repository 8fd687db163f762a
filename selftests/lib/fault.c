// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"
#include "kselftest.h"
#include "wp.h"

/*
 * Faults per page after which the guest counts as stuck. A page may fault a few
 * times if something else changes its mapping meanwhile.
 */
#define STUCK	64

bool wp_faults_hooked(void)
{
	char line[96];
	bool hooked = false;
	FILE *f = fopen(WP_DEBUGFS "/host", "r");

	while (f && fgets(line, sizeof(line), f))
		hooked |= !strcmp(line, "hook.kvm_handle_guest_abort attached\n");
	if (f)
		fclose(f);
	return hooked;
}

bool wp_faults_are_fast(void)
{
	return wp_takes_over() && wp_knob_is("fault", "fast");
}

void wp_faults_ready(void)
{
	while (wp_faults_are_fast() && !wp_faults_hooked())
		sched_yield();
}

static const char *missing(void)
{
	if (!wp_knob_has("fault", "fast"))
		return "this module leaves all faults to KVM";
	if (!wp_knob_has("takeover", "1"))
		return "this module leaves all rounds to KVM, so that no page can be marked";
	return NULL;
}

void wp_faults_require(void)
{
	const char *why = missing();

	wp_numa_stop();
	if (!why)
		return;
	ksft_print_header();
	ksft_exit_skip("%s\n", why);
}

void wp_faults_choose_fast(void)
{
	TEST_ASSERT(!wp_knob_set("takeover", "1"), "cannot set takeover");
	TEST_ASSERT(!wp_knob_set("fault", "fast"), "cannot set fault");
}

/* A slot that has never logged has no counters: -1. */
static int64_t faults(const struct test_slot *slot)
{
	return wp_stat(slot, "faults_fast") + wp_stat(slot, "faults_slow_readonly") +
	       wp_stat(slot, "faults_slow_unmapped") + wp_stat(slot, "faults_slow_block");
}

void wp_faults_write(const struct test_slot *slot, uint64_t salt)
{
	struct wp_call call = wp_slot_call(slot, wp_guest_write, salt);
	int64_t limit = faults(slot) + STUCK * wp_slot_pages(slot);

	wp_call_start(slot->wvm, 0, &call);
	while (pthread_tryjoin_np(slot->wvm->thread[0], NULL)) {
		TEST_ASSERT(faults(slot) < limit,
			    "the guest is stuck: its writes fault again and again");
		sched_yield();
	}
}
