// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that VMs that were split leave nothing behind when they are destroyed,
 * and the modules leave nothing behind when they are unloaded, at any moment.
 *
 * Loads the modules itself: run it with the modules unloaded.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "harness.h"

#include "kmod.h"
#include "migrate.h"

#define VMS		50
#define SLOTS		8
#define TIMEOUT		900

/*
 * Count the lines of a file that contain a word; -1 if the file cannot be read.
 */
static int lines_with(const char *path, const char *word)
{
	FILE *f = fopen(path, "r");
	char line[512];
	int n = 0;

	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		n += !!strstr(line, word);
	fclose(f);
	return n;
}

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	TEST_ASSERT(f && fputs(text, f) >= 0 && !fclose(f), "cannot write %s", path);
}

/*
 * Read a value of /proc/meminfo in KiB, after folding in the CPUs' batched
 * counts and dropping caches.
 */
static long long meminfo_kib(const char *key)
{
	long long value = -1;
	char line[128];
	FILE *f;

	write_text("/proc/sys/vm/stat_refresh", "1");
	write_text("/proc/sys/vm/drop_caches", "3");
	f = fopen("/proc/meminfo", "r");
	TEST_ASSERT(f, "no /proc/meminfo");
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)) && line[strlen(key)] == ':')
			value = atoll(line + strlen(key) + 1);
	fclose(f);
	return value;
}

FIXTURE(lifecycle) {
	bool loaded;
};

FIXTURE_VARIANT(lifecycle) {
	const char *params;
	int cycles;
};

FIXTURE_VARIANT_ADD(lifecycle, defaults) {
	.params = "verify=1",
	.cycles = 100,
};

FIXTURE_VARIANT_ADD(lifecycle, swap) {
	.params = "protector=swap splitter=prebuild verify=1",
	.cycles = 25,
};

FIXTURE_SETUP(lifecycle)
{
	ASSERT_EQ(0, wp_modules_load(variant->params));
	self->loaded = true;
}

FIXTURE_TEARDOWN(lifecycle)
{
	if (self->loaded)
		EXPECT_EQ(0, wp_modules_unload());
	EXPECT_NE(0, access(WP_DEBUGFS, F_OK));
	EXPECT_EQ(0, lines_with("/sys/kernel/tracing/enabled_functions", "kvm_arm_wp"));
	EXPECT_EQ(0, lines_with("/proc/modules", "kvm_arm_wp"));
}

/* KiB in the per-CPU lists of free pages, which MemFree does not include. */
static long long percpu_free_kib(void)
{
	FILE *f = fopen("/proc/zoneinfo", "r");
	long long pages, sum = 0;
	char line[128];

	TEST_ASSERT(f, "no /proc/zoneinfo");
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, " count: %lld", &pages) == 1)
			sum += pages;
	fclose(f);
	return sum * wp_page_size() / 1024;
}

/*
 * Return free memory once it is at least @expected, or after some tries. Kernel
 * threads free some of an exited process's memory later and cannot be waited
 * for.
 */
static long long free_kib(long long expected)
{
	long long kib;
	int tries = 100;

	do {
		kib = meminfo_kib("MemFree") + percpu_free_kib();
	} while (kib < expected && tries-- && !usleep(100000));
	return kib;
}

/*
 * Use several slots, because a leak of one page per pass shows once per slot.
 */
static bool split_one_vm(void)
{
	struct wp_vm *wvm = wp_vm_create(1);
	uint64_t size = wp_block_size(2);
	bool good = true;
	int i;

	for (i = 0; i < SLOTS; i++) {
		struct test_slot *slot = wp_slot_add(wvm, i + 1, WP_THP, WP_IPA + i * size,
						     size, 0);

		wp_slot_write(slot, 1);
		good = good && !wp_slot_log(slot, true) &&
		       wp_stat(slot, "splits_l2") == (int64_t)wp_slot_blocks(slot, 2);
	}
	wp_vm_destroy(wvm);
	return good;
}

static bool split_and_destroy(void)
{
	bool good = true;
	int i;

	for (i = 0; i < VMS && good; i++)
		good = split_one_vm();
	return good;
}

static struct test_slot *measure_one_vm(uint8_t *memory, uint64_t size)
{
	struct test_slot *slot = wp_slot_add_hva(wp_vm_create(1), 1, memory, WP_IPA, size, 0);

	wp_slot_write_every(slot, wp_block_size(2), 1);
	return wp_slot_log(slot, true) || wp_slot_log(slot, false) ? NULL : slot;
}

static void wait_for_recovery(const struct test_slot *slot)
{
	while (wp_stat(slot, "recovered_tables") < 1)
		poll(NULL, 0, 1);
}

/*
 * The VMs share their memory.  When they are destroyed, the module has recovered
 * the blocks of some, is at one, and has not begun with others.
 */
static bool recover_and_destroy(void)
{
	uint64_t size = SLOTS * wp_block_size(2);
	uint8_t *memory = wp_blocks_map(size);
	struct test_slot *slot[VMS];
	int i;

	for (i = 0; i < VMS; i++) {
		slot[i] = measure_one_vm(memory, size);
		if (!slot[i])
			return false;
	}
	wait_for_recovery(slot[VMS / 2]);
	for (i = 0; i < VMS; i++)
		wp_vm_destroy(slot[i]->wvm);
	return true;
}

/*
 * Use a separate process, so that only memory that the kernel keeps is left
 * after its exit.
 */
static int in_a_process(bool (*work)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(!work());
	return pid < 0 || waitpid(pid, &status, 0) != pid ? -1 : status;
}

/*
 * The number of page-table pages must match exactly. Free memory varies because
 * of caches; the bound is half a page for each block that was split.
 */
static void expect_no_leak(struct __test_metadata *_metadata, bool (*work)(void))
{
	long long bound = VMS * SLOTS * wp_page_size() / 1024 / 2;
	long long free_before, sec_before;

	ASSERT_EQ(0, in_a_process(work));
	sec_before = meminfo_kib("SecPageTables");
	free_before = free_kib(0);
	ASSERT_GE(sec_before, 0);

	ASSERT_EQ(0, in_a_process(work));
	EXPECT_EQ(sec_before, meminfo_kib("SecPageTables"));
	EXPECT_GE(free_kib(free_before - bound), free_before - bound);
	EXPECT_EQ(0, wp_slots_cell(NULL, "splits_l2"));
}

TEST_F_TIMEOUT(lifecycle, destroyed_vms_leak_nothing, TIMEOUT)
{
	expect_no_leak(_metadata, split_and_destroy);
}

TEST_F_TIMEOUT(lifecycle, vms_leak_nothing_while_recovered, TIMEOUT)
{
	expect_no_leak(_metadata, recover_and_destroy);
}

/* The blocks that the module has not recovered stay split, and the guest writes on. */
TEST_F_TIMEOUT(lifecycle, unload_while_recovering, TIMEOUT)
{
	const unsigned int real = 2, blocks = 64;
	const char *why = wp_block_missing(2, real);
	struct wp_vm *wvm = wp_vm_create(1);
	struct test_slot *slot;
	unsigned long *bitmap;

	if (why)
		SKIP(return, "%s", why);
	slot = wp_slot_add_repeated(wvm, 1, real, WP_IPA, blocks * wp_block_size(2));
	bitmap = wp_bitmap_alloc(slot);
	wp_slot_write_every(slot, wp_block_size(2), 1);
	ASSERT_EQ(0, wp_slot_log(slot, true));
	ASSERT_EQ(0, wp_slot_log(slot, false));
	wait_for_recovery(slot);
	ASSERT_EQ(0, wp_modules_unload());
	self->loaded = false;
	wp_slot_fill(slot, 2);
	EXPECT_EQ(0, wp_slot_check(slot, 2));

	ASSERT_EQ(0, wp_modules_load(variant->params));
	self->loaded = true;
	ASSERT_EQ(0, wp_slot_log(slot, true));
	wp_slot_fill(slot, 3);
	wp_dirty_get(slot, bitmap);
	/* One page each of the blocks that repeat the others. */
	EXPECT_EQ(real * wp_block_pages() + blocks - real, wp_bitmap_count(slot, bitmap));
	wp_vm_destroy(wvm);
	free(bitmap);
}

struct traffic {
	pthread_t thread;
	bool stop;
	uint64_t lost;
	unsigned int migrations;
};

static void *migrate_until_stopped(void *arg)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2, .backing = WP_THP, .size = migrate_size(32 * WP_MIB),
		.rounds = 2,
	};
	struct traffic *traffic = arg;

	while (!__atomic_load_n(&traffic->stop, __ATOMIC_ACQUIRE)) {
		struct migration *m = migrate_start(&plan);

		if (migrate_run(m))
			traffic->lost++;
		traffic->lost += migrate_compare(m);
		migrate_end(m);
		__atomic_add_fetch(&traffic->migrations, 1, __ATOMIC_RELEASE);
	}
	return NULL;
}

TEST_F_TIMEOUT(lifecycle, reload_during_migrations, TIMEOUT)
{
	struct traffic traffic = {};
	int i;

	ASSERT_EQ(0, pthread_create(&traffic.thread, NULL, migrate_until_stopped, &traffic));
	for (i = 0; i < variant->cycles; i++) {
		ASSERT_EQ(0, wp_modules_unload());
		self->loaded = false;
		ASSERT_EQ(0, wp_modules_load(variant->params));
		self->loaded = true;
	}
	__atomic_store_n(&traffic.stop, true, __ATOMIC_RELEASE);
	pthread_join(traffic.thread, NULL);
	EXPECT_EQ(0, traffic.lost);
	TH_LOG("%d cycles during %u migrations", variant->cycles, traffic.migrations);
}

/*
 * An open file in a slot's directory keeps the module loaded. It can be
 * unloaded once the file is closed.
 */
TEST_F(lifecycle, open_file_pins_the_module)
{
	struct wp_vm *wvm = wp_vm_create(1);
	struct test_slot *slot = wp_slot_add(wvm, 1, WP_THP, WP_IPA, wp_block_size(2), 0);
	char path[256];
	FILE *stat;

	ASSERT_EQ(0, wp_slot_log(slot, true));
	ASSERT_TRUE(wp_slot_dir(slot, path, sizeof(path) - 8));
	strcat(path, "/stat");
	stat = fopen(path, "r");
	ASSERT_NE(NULL, stat);
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_MODULE));

	/*
	 * Destroying the VM removes the directory while the file is open. The
	 * file still shows the slot's old counters.
	 */
	wp_vm_destroy(wvm);
	EXPECT_NE(0, access(path, F_OK));
	EXPECT_EQ('v', fgetc(stat));
	fclose(stat);
}

int main(int argc, char **argv)
{
	const char *why = wp_missing(WP_NEED_UNLOADED);

	if (!why)
		return test_harness_run(argc, argv);
	ksft_print_header();
	ksft_exit_skip("%s\n", why);
}
