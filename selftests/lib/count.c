// SPDX-License-Identifier: GPL-2.0
/*
 * Counts instructions, read from the clock of a machine that executes one
 * instruction per nanosecond.
 */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#include "count.h"
#include "wp.h"

/*
 * Two readings of the clock differ this much only if an interrupt came between.
 */
#define INTERRUPT_NS	2000

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void alone(bool on)
{
	const struct sched_param param = { .sched_priority = on };

	TEST_ASSERT(!sched_setscheduler(0, on ? SCHED_FIFO : SCHED_OTHER, &param),
		    "no realtime priority: %s", strerror(errno));
}

/*
 * Reading the clock is slow in the emulator, so execute many instructions
 * between two readings.
 */
static uint64_t next_interrupt(void)
{
	uint64_t last, next = now();
	int i;

	do {
		last = next;
		for (i = 0; i < 200; i++)
			asm volatile("" ::: "memory");
		next = now();
	} while (next - last < INTERRUPT_NS);
	return next;
}

/*
 * Return just after a timer interrupt. Two interrupts a full period apart are
 * the timer's: any other interrupt, such as the console's for earlier output,
 * comes in between.
 */
static void await_tick(void)
{
	uint64_t last, next = next_interrupt();
	struct timespec period;

	clock_getres(CLOCK_MONOTONIC_COARSE, &period);
	do {
		last = next;
		next = next_interrupt();
	} while (next - last < (uint64_t)period.tv_nsec * 99 / 100);
}

/* The marks are instructions that no compiler emits. */
uint64_t wp_count_begin(bool mark)
{
	alone(true);
	await_tick();
	if (mark)
		asm volatile("mov x27, x27" ::: "memory");
	return now();
}

uint64_t wp_count_end(uint64_t start)
{
	uint64_t ns = now() - start;

	asm volatile("mov x28, x28" ::: "memory");
	alone(false);
	return ns;
}
