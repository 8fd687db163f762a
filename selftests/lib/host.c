// SPDX-License-Identifier: GPL-2.0
/*
 * What the host offers: the requirements of tests, and huge pages.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "host.h"
#include "kmod.h"
#include "kselftest.h"
#include "wp.h"

#define HUGEPAGES	"/sys/kernel/mm/hugepages/hugepages-%" PRIu64 "kB/%s"

#define DAMON_STAT	"/sys/module/damon_stat/parameters/enabled"
#define NUMA_BALANCING	"/proc/sys/kernel/numa_balancing"

static const char * const tracing[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

/*
 * Values at the start of the program; the index of @nr is the block's level
 * minus 1.
 */
static struct {
	long long nr[2];
	long long numa;
	bool damon;
	pid_t owner;
} configured;

bool wp_read_number(const char *path, long long *value)
{
	FILE *f = fopen(path, "r");
	bool ok;

	if (!f)
		return false;
	ok = fscanf(f, "%lld", value) == 1;
	fclose(f);
	return ok;
}

bool wp_write_number(const char *path, long long value)
{
	FILE *f = fopen(path, "w");
	bool ok = f && fprintf(f, "%lld", value) > 0;

	if (f)
		ok = !fclose(f) && ok;
	return ok;
}

static bool write_word(const char *path, const char *word)
{
	FILE *f = fopen(path, "w");
	bool ok = f && fputs(word, f) >= 0;

	if (f)
		ok = !fclose(f) && ok;
	return ok;
}

static bool damon_runs(void)
{
	FILE *f = fopen(DAMON_STAT, "r");
	bool runs;

	if (!f)
		return false;
	runs = fgetc(f) == 'Y';
	fclose(f);
	return runs;
}

void wp_damon_stop(void)
{
	TEST_ASSERT(!damon_runs() || write_word(DAMON_STAT, "N"), "cannot stop DAMON");
}

static bool numa_balances(void)
{
	long long mode;

	return wp_read_number(NUMA_BALANCING, &mode) && mode;
}

void wp_numa_stop(void)
{
	TEST_ASSERT(!numa_balances() || wp_write_number(NUMA_BALANCING, 0),
		    "cannot stop NUMA balancing");
}

long long wp_fault_event_id(void)
{
	char path[128];
	long long id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tracing); i++) {
		snprintf(path, sizeof(path), "%s/events/kvm/kvm_guest_fault/id", tracing[i]);
		if (wp_read_number(path, &id))
			return id;
	}
	return -1;
}

static bool cgroup_has_memory(void)
{
	FILE *f = fopen("/sys/fs/cgroup/cgroup.controllers", "r");
	char line[256] = "";
	bool found;

	if (!f)
		return false;
	found = fgets(line, sizeof(line), f) && strstr(line, "memory");
	fclose(f);
	return found;
}

const char *wp_missing(unsigned int needs)
{
	if (geteuid())
		return "only root can use debugfs and load modules";
	if (access(KVM_DEV_PATH, R_OK | W_OK))
		return "no " KVM_DEV_PATH;
	if ((needs & WP_NEED_UNLOADED) && wp_modules_loaded())
		return "the modules are already loaded";
	if ((needs & WP_NEED_UNLOADED) &&
	    (!wp_module_exists(WP_SHIM) || !wp_module_exists(WP_MODULE)))
		return "cannot find the modules to load";
	if ((needs & WP_NEED_MODULE) && access(WP_DEBUGFS "/slots", R_OK))
		return "no " WP_DEBUGFS ": kvm_arm_wp is not loaded or debugfs is not mounted";
	if ((needs & WP_NEED_TAKEOVER) && access(WP_DEBUGFS "/takeover", R_OK))
		return "no " WP_DEBUGFS "/takeover";
	if ((needs & WP_NEED_DUMP) && access(WP_DUMP_FILE, R_OK | W_OK))
		return "no " WP_DUMP_FILE ": the test module is not loaded";
	if ((needs & WP_NEED_FAULTS) && wp_fault_event_id() < 0)
		return "no tracepoint kvm_guest_fault: tracefs is not mounted";
	if ((needs & WP_NEED_CGROUP) && !cgroup_has_memory())
		return "no cgroup v2 with a memory controller at /sys/fs/cgroup";
	return NULL;
}

void wp_require(unsigned int needs)
{
	const char *why = wp_missing(needs);

	printf("# pages of %lu KiB, guests of up to %u address bits\n",
	       (unsigned long)wp_page_size() / 1024, wp_ipa_limit());
	if (!why)
		return;
	ksft_print_header();
	ksft_exit_skip("%s\n", why);
}

static void hugepages_path(uint64_t size, const char *file, char *path, size_t len)
{
	snprintf(path, len, HUGEPAGES, size / 1024, file);
}

/*
 * Restore only in the program itself, not in the child processes that run the
 * tests.
 */
static void host_at_exit(void)
{
	char path[128];
	long long now;
	int i;

	if (getpid() != configured.owner)
		return;
	if (configured.damon && !damon_runs())
		write_word(DAMON_STAT, "Y");
	if (configured.numa && !numa_balances())
		wp_write_number(NUMA_BALANCING, configured.numa);
	for (i = 0; i < 2; i++) {
		hugepages_path(wp_block_size(i + 1), "nr_hugepages", path, sizeof(path));
		if (wp_read_number(path, &now) && now != configured.nr[i])
			wp_write_number(path, configured.nr[i]);
	}
}

static void __attribute__((constructor)) host_save(void)
{
	char path[128];
	int i;

	configured.owner = getpid();
	configured.damon = damon_runs();
	wp_read_number(NUMA_BALANCING, &configured.numa);
	for (i = 0; i < 2; i++) {
		hugepages_path(wp_block_size(i + 1), "nr_hugepages", path, sizeof(path));
		wp_read_number(path, &configured.nr[i]);
	}
	atexit(host_at_exit);
}

uint64_t wp_frame(const void *at)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry;

	TEST_ASSERT(fd >= 0, "no pagemap");
	TEST_ASSERT(pread(fd, &entry, sizeof(entry),
			  (uintptr_t)at / wp_page_size() * sizeof(entry)) == sizeof(entry),
		    "cannot read pagemap");
	close(fd);
	/* Bit 63: a frame is mapped.  Bits 54 to 0: its number. */
	return entry >> 63 ? entry & GENMASK_ULL(54, 0) : 0;
}

const char *wp_thp_missing(void)
{
	if (access("/sys/kernel/mm/transparent_hugepage", F_OK))
		return "this kernel has no transparent huge pages (PREEMPT_RT)";
	return NULL;
}

const char *wp_block_missing(int level, unsigned int nr)
{
	static char why[80];
	unsigned long mib = wp_block_size(level) / WP_MIB;

	/* KVM's rule in all versions: see KVM_PGTABLE_MIN_BLOCK_LEVEL. */
	if (level == 1 && wp_page_size() != 4096)
		snprintf(why, sizeof(why), "KVM has no blocks of level 1 with pages of %lu KiB",
			 (unsigned long)wp_page_size() / 1024);
	else if (!wp_hugetlb_reserve(wp_block_size(level), nr))
		snprintf(why, sizeof(why), "cannot reserve %u huge pages of %lu MiB", nr, mib);
	else
		return NULL;
	return why;
}

/*
 * The kernel counts huge pages that are mapped but not yet touched both as free
 * and as reserved.
 */
static long long hugepages_available(uint64_t size)
{
	char free_path[128], promised_path[128];
	long long nr_free, promised;

	hugepages_path(size, "free_hugepages", free_path, sizeof(free_path));
	hugepages_path(size, "resv_hugepages", promised_path, sizeof(promised_path));
	if (!wp_read_number(free_path, &nr_free) || !wp_read_number(promised_path, &promised))
		return -1;
	return nr_free - promised;
}

bool wp_hugetlb_reserve(uint64_t size, unsigned int nr)
{
	char path[128];
	long long total, available = hugepages_available(size);

	hugepages_path(size, "nr_hugepages", path, sizeof(path));
	if (available < 0 || !wp_read_number(path, &total))
		return false;
	if (available >= nr)
		return true;
	wp_write_number(path, total + nr - available);
	return hugepages_available(size) >= nr;
}
