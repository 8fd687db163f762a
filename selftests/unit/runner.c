// SPDX-License-Identifier: GPL-2.0
/* Runs tests in child processes, and makes scripts that fail smaller. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fail.h"
#include "runner.h"
#include "script.h"

#define SCRIPT_SIZE	(SCRIPT_RECORD * (SCRIPT_STEPS + 1))

/* A script takes milliseconds, and a few seconds with a level-1 block. */
#define WATCHDOG_S	120
#define SMALLER_S	20

const char *runner_name = "unit";

/*
 * struct shared - progress of a child
 */
struct shared {
	u64 seed;
	u64 steps;
};

/*
 * struct sample - a failing script
 */
struct sample {
	u8 data[SCRIPT_SIZE];
	size_t size;
};

static bool passed(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		printf("# the test does not end\n");
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* Flush the buffer before fork(): the child would print its content again. */
static pid_t child(unsigned int seconds)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		alarm(seconds);
	return pid;
}

static void leave(void)
{
	fflush(stdout);
	_exit(0);
}

bool runner_case(void (*run)(void))
{
	pid_t pid = child(WATCHDOG_S);

	if (pid)
		return passed(pid);
	run();
	leave();
	return true;
}

bool runner_script(const u8 *data, size_t size)
{
	pid_t pid = child(WATCHDOG_S);

	if (pid)
		return passed(pid);
	script_run(data, size);
	leave();
	return true;
}

static bool fails_quietly(const struct sample *sample)
{
	pid_t pid = child(SMALLER_S);
	int status, null;

	if (pid) {
		waitpid(pid, &status, 0);
		return !WIFEXITED(status) || WEXITSTATUS(status);
	}
	null = open("/dev/null", O_WRONLY);
	dup2(null, STDERR_FILENO);
	unit_quiet(true);
	script_run(sample->data, sample->size);
	_exit(0);
}

static bool without_step(struct sample *sample, size_t at)
{
	struct sample less = *sample;

	less.size -= SCRIPT_RECORD;
	memmove(less.data + at, less.data + at + SCRIPT_RECORD, less.size - at);
	if (!fails_quietly(&less))
		return false;
	*sample = less;
	return true;
}

static bool with_zero(struct sample *sample, size_t at)
{
	struct sample less = *sample;

	if (!less.data[at])
		return false;
	less.data[at] = 0;
	if (!fails_quietly(&less))
		return false;
	*sample = less;
	return true;
}

/* Removes steps, from the last one on, then sets bytes to 0, as long as the script still fails. */
static void make_smaller(struct sample *sample)
{
	bool smaller;
	size_t at;

	do {
		smaller = false;
		for (at = sample->size; at > SCRIPT_RECORD; at -= SCRIPT_RECORD)
			if (at <= sample->size)
				smaller |= without_step(sample, at - SCRIPT_RECORD);
		for (at = 0; at < sample->size; at++)
			smaller |= with_zero(sample, at);
	} while (smaller);
	while (sample->size && !sample->data[sample->size - 1])
		sample->size--;
}

static void print_sample(const struct sample *sample)
{
	size_t i;

	printf("# to reproduce: %s --replay ", runner_name);
	for (i = 0; i < sample->size; i++)
		printf("%02x", sample->data[i]);
	printf("\n");
}

static void report(u64 seed)
{
	struct sample sample;

	printf("# seed %llu fails\n", (unsigned long long)seed);
	sample.size = script_random(sample.data, seed);
	if (fails_quietly(&sample))
		make_smaller(&sample);
	else
		printf("# but passes when it runs alone\n");
	print_sample(&sample);
	runner_script(sample.data, sample.size);
}

static void run_seeds(struct shared *shared, u64 first, u64 count)
{
	u8 data[SCRIPT_SIZE];

	for (shared->seed = first; shared->seed - first < count; shared->seed++) {
		alarm(WATCHDOG_S);
		shared->steps += script_run(data, script_random(data, shared->seed));
	}
}

bool runner_seeds(u64 first, u64 count)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;
	bool ok;

	unit_check(shared != MAP_FAILED, "out of memory");
	pid = child(WATCHDOG_S);
	if (!pid) {
		run_seeds(shared, first, count);
		leave();
	}
	ok = passed(pid);
	if (!ok)
		report(shared->seed);
	printf("# %llu steps, seeds %llu to %llu\n", (unsigned long long)shared->steps,
	       (unsigned long long)first, (unsigned long long)shared->seed - ok);
	munmap(shared, sizeof(*shared));
	return ok;
}
