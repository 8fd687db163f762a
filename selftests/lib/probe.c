// SPDX-License-Identifier: GPL-2.0
/*
 * Probes and watchpoints, through perf.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "probe.h"
#include "wp.h"

#define KPROBE_TYPE	"/sys/bus/event_source/devices/kprobe/type"
#define RING_SIZE	(256 * 1024)

struct wp_probe {
	int fd;
	bool alternates;
	uint64_t last_ip;
	uint8_t *ring;
};

/* The record that sample_type selects. */
struct sample {
	struct perf_event_header header;
	uint64_t ip;
	uint64_t time;
};

/*
 * Opening the event on CPU 0 suffices: machines that count instructions have
 * one CPU.
 */
static struct wp_probe *open_on_cpu(struct perf_event_attr *attr)
{
	struct wp_probe *probe = calloc(1, sizeof(*probe));

	TEST_ASSERT(probe && get_nprocs() == 1, "probes are for machines with one CPU");
	attr->size = sizeof(*attr);
	attr->sample_period = 1;
	attr->sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TIME;
	probe->fd = syscall(SYS_perf_event_open, attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (probe->fd < 0) {
		free(probe);
		return NULL;
	}
	probe->ring = mmap(NULL, getpagesize() + RING_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			   probe->fd, 0);
	TEST_ASSERT(probe->ring != MAP_FAILED, "no ring for a probe: %s", strerror(errno));
	return probe;
}

struct wp_probe *wp_probe_function(const char *name, bool end)
{
	struct perf_event_attr attr = {
		.config = end,
		.kprobe_func = (uintptr_t)name,
	};
	long long type;

	if (!wp_read_number(KPROBE_TYPE, &type))
		return NULL;
	attr.type = type;
	return open_on_cpu(&attr);
}

static uint64_t lock_address(const struct wp_vm *wvm)
{
	int fd = open(WP_LOCK_FILE, O_RDWR);
	char text[24] = "";

	if (fd < 0)
		return 0;
	TEST_ASSERT(dprintf(fd, "%d", wvm->vm->fd) > 0, "no address: %s", strerror(errno));
	TEST_ASSERT(pread(fd, text, sizeof(text) - 1, 0) > 0, "no address: %s", strerror(errno));
	close(fd);
	return strtoull(text, NULL, 16);
}

struct wp_probe *wp_probe_lock(const struct wp_vm *wvm)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.bp_type = HW_BREAKPOINT_W,
		.bp_addr = lock_address(wvm),
		.bp_len = HW_BREAKPOINT_LEN_4,
	};
	struct wp_probe *probe = attr.bp_addr ? open_on_cpu(&attr) : NULL;

	if (probe)
		probe->alternates = true;
	return probe;
}

/*
 * After a watchpoint the kernel single-steps the store. If an interrupt comes
 * first, the watchpoint fires again: two records with the same address, of
 * which the later is the store.
 */
static bool comes_again(struct wp_probe *probe, const struct sample *sample)
{
	bool again = probe->alternates && probe->last_ip == sample->ip;

	probe->last_ip = sample->ip;
	return again;
}

static void take(struct wp_probe *probe, const struct sample *sample, uint64_t *ns, size_t *nr,
		 size_t max)
{
	TEST_ASSERT(sample->header.type != PERF_RECORD_LOST, "a probe has lost records");
	if (sample->header.type != PERF_RECORD_SAMPLE)
		return;
	if (comes_again(probe, sample) && *nr)
		(*nr)--;
	TEST_ASSERT(*nr < max, "a probe has more than %zu records", max);
	ns[(*nr)++] = sample->time;
}

/* A record can wrap around at the end of the ring. */
static const struct sample *sample_at(const uint8_t *data, uint64_t at, struct sample *copy)
{
	size_t i;

	for (i = 0; i < sizeof(*copy); i++)
		((uint8_t *)copy)[i] = data[(at + i) % RING_SIZE];
	return copy;
}

size_t wp_probe_times(struct wp_probe *probe, uint64_t *ns, size_t max)
{
	struct perf_event_mmap_page *page = (void *)probe->ring;
	uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE), at = page->data_tail;
	const uint8_t *data = probe->ring + getpagesize();
	struct sample copy;
	size_t nr = 0;

	while (at < head) {
		const struct sample *sample = sample_at(data, at, &copy);

		take(probe, sample, ns, &nr, max);
		at += sample->header.size;
	}
	__atomic_store_n(&page->data_tail, at, __ATOMIC_RELEASE);
	return nr;
}

void wp_probe_close(struct wp_probe *probe)
{
	if (!probe)
		return;
	munmap(probe->ring, getpagesize() + RING_SIZE);
	close(probe->fd);
	free(probe);
}
