// SPDX-License-Identifier: GPL-2.0
/*
 * Counts calls of a function, through perf and kprobes.
 */
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "calls.h"
#include "wp.h"

#define KPROBE_TYPE	"/sys/bus/event_source/devices/kprobe/type"

struct wp_calls {
	int cpus;
	int fd[];
};

static int kprobe_type(void)
{
	long long type;

	return wp_read_number(KPROBE_TYPE, &type) ? type : -1;
}

static int open_on(int cpu, const char *name)
{
	struct perf_event_attr attr = {
		.type = kprobe_type(),
		.size = sizeof(attr),
		.kprobe_func = (uintptr_t)name,
	};

	return syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

struct wp_calls *wp_calls_open(const char *name)
{
	int cpu, cpus = get_nprocs();
	struct wp_calls *calls = calloc(1, sizeof(*calls) + cpus * sizeof(calls->fd[0]));

	TEST_ASSERT(calls, "out of memory");
	for (cpu = 0; cpu < cpus && kprobe_type() >= 0; cpu++, calls->cpus++) {
		calls->fd[cpu] = open_on(cpu, name);
		if (calls->fd[cpu] < 0)
			break;
	}
	if (calls->cpus == cpus)
		return calls;
	wp_calls_close(calls);
	return NULL;
}

uint64_t wp_calls_read(const struct wp_calls *calls)
{
	uint64_t count, sum = 0;
	int cpu;

	for (cpu = 0; cpu < calls->cpus; cpu++) {
		TEST_ASSERT(read(calls->fd[cpu], &count, sizeof(count)) == sizeof(count),
			    "cannot read the number of calls");
		sum += count;
	}
	return sum;
}

void wp_calls_close(struct wp_calls *calls)
{
	int cpu;

	if (!calls)
		return;
	for (cpu = 0; cpu < calls->cpus; cpu++)
		close(calls->fd[cpu]);
	free(calls);
}
