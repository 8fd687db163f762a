// SPDX-License-Identifier: GPL-2.0
/*
 * One cgroup v2 group. Its files are opened before a limit is set, because
 * opening them under the limit could exceed it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup.h"
#include "wp.h"

#define ROOT	"/sys/fs/cgroup"

static struct {
	char dir[64];
	int max;
	int current;
	cpu_set_t cpus;
} group = { .max = -1, .current = -1 };

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static int open_in_group(const char *file, int flags)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", group.dir, file);
	return open(path, flags);
}

static bool join(const char *dir)
{
	char path[128], pid[16];

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	snprintf(pid, sizeof(pid), "%d", getpid());
	return put(path, pid);
}

/*
 * Each CPU that the process runs on charges 64 pages at a time and hands them
 * out later. The limit stops nobody before all of these are used.
 */
static void stay_on_this_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	TEST_ASSERT(!sched_getaffinity(0, sizeof(group.cpus), &group.cpus) &&
		    !sched_setaffinity(0, sizeof(one), &one), "cannot stay on one CPU");
}

const char *wp_cgroup_enter(void)
{
	put(ROOT "/cgroup.subtree_control", "+memory");
	snprintf(group.dir, sizeof(group.dir), ROOT "/kvm_arm_wp-%d", getpid());
	if (mkdir(group.dir, 0700))
		return "cannot create a control group in " ROOT;
	stay_on_this_cpu();
	group.max = open_in_group("memory.max", O_WRONLY);
	group.current = open_in_group("memory.current", O_RDONLY);
	if (group.max >= 0 && group.current >= 0 && join(group.dir))
		return NULL;
	wp_cgroup_leave();
	return "control groups have no memory controller";
}

static uint64_t charged(void)
{
	char text[32] = "";

	TEST_ASSERT(pread(group.current, text, sizeof(text) - 1, 0) > 0, "no memory.current");
	return strtoull(text, NULL, 10);
}

void wp_cgroup_limit(uint64_t bytes)
{
	char text[32] = "max";

	if (bytes != UINT64_MAX)
		snprintf(text, sizeof(text), "%" PRIu64, charged() + bytes);
	TEST_ASSERT(write(group.max, text, strlen(text)) > 0, "memory.max: %s", strerror(errno));
}

void wp_cgroup_leave(void)
{
	join(ROOT);
	sched_setaffinity(0, sizeof(group.cpus), &group.cpus);
	if (group.max >= 0)
		close(group.max);
	if (group.current >= 0)
		close(group.current);
	group.max = -1;
	group.current = -1;
	rmdir(group.dir);
}
