// SPDX-License-Identifier: GPL-2.0
/*
 * Reads stage-2 tables and counts stage-2 faults.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "host.h"
#include "wp.h"

#define DUMP_ROOM	512	/* leaves allocated at first */

static struct wp_dump *dump_append(struct wp_dump *dump, size_t *room, const struct wp_leaf *leaf)
{
	if (dump->nr == *room) {
		*room *= 2;
		dump = realloc(dump, sizeof(*dump) + *room * sizeof(*leaf));
		TEST_ASSERT(dump, "out of memory");
	}
	dump->leaf[dump->nr++] = *leaf;
	return dump;
}

/*
 * "<ipa hex> <level> <descriptor hex> <count>". scanf() is too slow for this
 * many lines.
 */
static unsigned long parse_leaf(const char *line, struct wp_leaf *leaf)
{
	unsigned long count;
	char *end;

	leaf->ipa = strtoull(line, &end, 16);
	leaf->level = strtol(end, &end, 10);
	leaf->desc = strtoull(end, &end, 16);
	count = strtoul(end, &end, 10);
	TEST_ASSERT(*end == '\n' && count, "bad line in the dump: %s", line);
	return count;
}

static uint64_t leaf_size(const struct wp_leaf *leaf)
{
	return leaf->level == 3 ? wp_page_size() : wp_block_size(leaf->level);
}

static struct wp_dump *dump_parse(struct wp_dump *dump, FILE *f)
{
	size_t room = DUMP_ROOM;
	struct wp_leaf leaf;
	unsigned long count;
	char line[80];

	TEST_ASSERT(fgets(line, sizeof(line), f) &&
		    sscanf(line, "root %d %d", &dump->start_level, &dump->ia_bits) == 2,
		    "dump has no root line");
	while (fgets(line, sizeof(line), f)) {
		for (count = parse_leaf(line, &leaf); count; count--) {
			dump = dump_append(dump, &room, &leaf);
			leaf.ipa += leaf_size(&leaf);
			leaf.desc += leaf_size(&leaf);
		}
	}
	return dump;
}

struct wp_dump *wp_dump(const struct wp_vm *wvm, uint64_t ipa, uint64_t size)
{
	struct wp_dump *dump = calloc(1, sizeof(*dump) + DUMP_ROOM * sizeof(dump->leaf[0]));
	int fd = open(WP_DUMP_FILE, O_RDWR);
	FILE *f;

	TEST_ASSERT(dump && fd >= 0, "no " WP_DUMP_FILE);
	TEST_ASSERT(dprintf(fd, "%d %" PRIx64 " %" PRIx64, wvm->vm->fd, ipa, size) > 0,
		    "dump of %#" PRIx64 " refused: %s", ipa, strerror(errno));
	TEST_ASSERT(!lseek(fd, 0, SEEK_SET), "cannot rewind the dump");
	f = fdopen(fd, "r");
	TEST_ASSERT(f, "cannot read the dump");
	dump = dump_parse(dump, f);
	fclose(f);
	return dump;
}

size_t wp_dump_count(const struct wp_dump *dump, int level, uint64_t set, uint64_t clear)
{
	size_t i, n = 0;

	for (i = 0; i < dump->nr; i++)
		n += dump->leaf[i].level == level && (dump->leaf[i].desc & set) == set &&
		     !(dump->leaf[i].desc & clear);
	return n;
}

uint64_t wp_pa(const struct wp_leaf *leaf)
{
	return leaf->desc & GENMASK(47, 0) & ~(leaf_size(leaf) - 1);
}

struct wp_dump *wp_dump_slot(const struct test_slot *slot)
{
	return wp_dump(slot->wvm, slot->ipa, slot->size);
}

static bool same_leaf(const struct wp_leaf *a, const struct wp_leaf *b)
{
	return a->ipa == b->ipa && a->desc == b->desc && a->level == b->level;
}

uint64_t wp_slot_mapped_blocks(const struct test_slot *slot)
{
	struct wp_dump *dump = wp_dump_slot(slot);
	uint64_t n = wp_dump_count(dump, 2, 0, 0);

	free(dump);
	return n;
}

bool wp_leaf_same(const struct wp_leaf *a, const struct wp_leaf *b)
{
	return a->ipa == b->ipa && a->level == b->level && !((a->desc ^ b->desc) & ~WP_S2_MARK);
}

bool wp_slot_unchanged(const struct test_slot *slot, const struct wp_dump *before)
{
	struct wp_dump *now = wp_dump_slot(slot);
	bool same = now->nr == before->nr;
	size_t i;

	for (i = 0; same && i < now->nr; i++)
		same = same_leaf(&now->leaf[i], &before->leaf[i]);
	free(now);
	return same;
}

/*
 * Open the event per CPU, not per task. A per-task event enables the
 * scheduler's perf hooks, and for that the kernel patches code that other CPUs
 * execute. QEMU (7.2 at least) drops its translation of an instruction just
 * before it stores the new instruction: a CPU that executes it in between keeps
 * the old code, about once in a thousand times if the code runs all the time.
 * perf then warns about contexts that were never scheduled out.
 */
static int fault_event_open(int cpu, const char *filter)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = wp_fault_event_id(),
	};
	int fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0 && errno == ENODEV)
		return -1;
	TEST_ASSERT(fd >= 0, "cannot count kvm_guest_fault on CPU %d", cpu);
	TEST_ASSERT(!ioctl(fd, PERF_EVENT_IOC_SET_FILTER, filter), "bad filter: %s", filter);
	return fd;
}

struct wp_faults *wp_faults_open(uint64_t ipa, uint64_t size)
{
	int cpu, cpus = get_nprocs_conf();
	struct wp_faults *faults = malloc(sizeof(*faults) + cpus * sizeof(faults->fd[0]));
	char filter[128];

	TEST_ASSERT(faults, "no memory");
	snprintf(filter, sizeof(filter),
		 "ipa >= %#" PRIx64 " && ipa < %#" PRIx64 " && common_pid == %ld",
		 ipa, ipa + size, syscall(SYS_gettid));
	faults->cpus = cpus;
	for (cpu = 0; cpu < cpus; cpu++)
		faults->fd[cpu] = fault_event_open(cpu, filter);
	return faults;
}

uint64_t wp_faults_read(const struct wp_faults *faults)
{
	uint64_t count, sum = 0;
	int cpu;

	for (cpu = 0; cpu < faults->cpus; cpu++) {
		if (faults->fd[cpu] < 0)
			continue;
		TEST_ASSERT(read(faults->fd[cpu], &count, sizeof(count)) == sizeof(count),
			    "cannot read the number of faults");
		sum += count;
	}
	return sum;
}

void wp_faults_close(struct wp_faults *faults)
{
	int cpu;

	for (cpu = 0; cpu < faults->cpus; cpu++) {
		if (faults->fd[cpu] >= 0)
			close(faults->fd[cpu]);
	}
	free(faults);
}

void wp_slot_forget(const struct test_slot *slot)
{
	struct wp_dump *dump;

	TEST_ASSERT(!mprotect(slot->hva, slot->size, PROT_NONE), "mprotect");
	TEST_ASSERT(!mprotect(slot->hva, slot->size, PROT_READ | PROT_WRITE), "mprotect");
	dump = wp_dump_slot(slot);
	TEST_ASSERT(!dump->nr, "%zu leaves are still mapped", dump->nr);
	free(dump);
}
