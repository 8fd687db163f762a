// SPDX-License-Identifier: GPL-2.0
/*
 * Measures how long a guest stalls when its dirty log is switched on, and in a
 * round of the log. The vCPUs write all the time and record the longest gap
 * between two writes. One run measures one way with one number of vCPUs; stall.sh
 * runs all combinations. Prints one line for each figure, in nanoseconds:
 *
 *	stall WAY VCPUS RUN NS		longest gap of any vCPU between the
 *					start of the ioctl and the first write
 *					after its end
 *	stall-base WAY VCPUS RUN NS	longest gap in the same time without
 *					an ioctl
 *	stall-get WAY VCPUS RUN NS	as stall, for KVM_GET_DIRTY_LOG with
 *	stall-get-base			all written pages dirty
 *	stall-ioctl WAY VCPUS RUN NS	duration of the ioctl
 *	stall-pass WAY VCPUS RUN NS	time from the ioctl's end until each
 *					vCPU has written all its pages
 *	stall-writes WAY VCPUS RUN NS	the same after a KVM_GET_DIRTY_LOG, when
 *					no block is left to be split
 *
 * Prints as comments the longest gap in that pass (gap-in-pass) and in the same
 * time without faults (gap-in-pass-base). In an emulator both vary tenfold
 * between runs, in every way.
 *
 * Each vCPU writes its own part of memory, so that each page faults once in
 * every way and with any number of vCPUs. The vCPUs share only KVM's locks and
 * the host's CPUs.
 */
#include <errno.h>
#include <linux/compiler.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "arch_timer.h"
#include "kmod.h"
#include "kselftest.h"
#include "wp.h"

#define MEMORY		(512 * WP_MIB)
/*
 * Write one page in SPARSE: a fault takes about 0.2 ms in an emulator, so all
 * pages would take 20 s.
 */
#define SPARSE		8
/*
 * An unmapped IPA: a write to it exits to KVM, which wakes the host thread that
 * waits for the guest.
 */
#define BELL		(3 * WP_GIB)
#define SECOND		1000000000ULL
#define MAX_ASKED	16

/*
 * The host increments @asked. A vCPU that sees a new number records gaps anew
 * and starts to count the pages of a pass.
 */
struct writer {
	uint64_t asked;
	uint64_t seen;
	uint64_t passed;
	uint64_t longest[MAX_ASKED];
};

/* Host and guest each have a copy: the program is loaded into guest memory. */
static struct writer writers[WP_MAX_VCPUS];

/*
 * From here on, the code runs in the guest.
 *
 * Ringing the bell is part of the gap, with or without a log: the host thread
 * may preempt the vCPU that wakes it and make the ioctl at once.
 */
static void tell(uint64_t *what, uint64_t asked)
{
	__atomic_store_n(what, asked, __ATOMIC_RELEASE);
	WRITE_ONCE(*(uint64_t *)BELL, asked);
}

static uint64_t note_gap(struct writer *w, uint64_t last)
{
	uint64_t now = timer_get_cntct(VIRTUAL);

	if (now - last > w->longest[w->seen])
		w->longest[w->seen] = now - last;
	return now;
}

static uint64_t guest_write_on(struct wp_call *call)
{
	uint64_t off = 0, left = 0, asked, last = timer_get_cntct(VIRTUAL);
	struct writer *w = &writers[call->salt];

	while (!READ_ONCE(call->stop)) {
		WRITE_ONCE(*(uint64_t *)(call->ipa + off), last);
		last = note_gap(w, last);
		off = off + call->stride < call->size ? off + call->stride : 0;
		asked = __atomic_load_n(&w->asked, __ATOMIC_ACQUIRE);
		if (asked != w->seen) {
			left = call->size / call->stride;
			tell(&w->seen, asked);
		} else if (left && !--left) {
			tell(&w->passed, asked);
		}
	}
	return 0;
}

/* From here on, the code runs on the host. */

struct stall {
	struct wp_vm *wvm;
	struct test_slot *slot;
	struct writer *writer[WP_MAX_VCPUS];
	unsigned long *bitmap;
	uint64_t asked;
	int bell;
};

struct figures {
	uint64_t gap;
	uint64_t later;
	uint64_t ioctl;
	uint64_t pass;
};

static const struct way {
	const char *name;
	const char *protector;
	const char *splitter;
	uint64_t chunk;
} ways[] = {
	{ .name = "stock-lazy" },
	{ .name = "stock-eager-2M", .chunk = 2 * WP_MIB },
	{ .name = "stock-eager-1G", .chunk = WP_GIB },
	{ .name = "inplace/inplace", .protector = "inplace", .splitter = "inplace" },
	{ .name = "swap/prebuild", .protector = "swap", .splitter = "prebuild" },
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

static void sleep_until(uint64_t ns)
{
	struct timespec then = { .tv_sec = ns / SECOND, .tv_nsec = ns % SECOND };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL) == EINTR)
		;
}

static void ask(struct stall *s)
{
	int i;

	s->asked++;
	TEST_ASSERT(s->asked < MAX_ASKED, "asked too often");
	for (i = 0; i < s->wvm->nr_vcpus; i++)
		__atomic_store_n(&s->writer[i]->asked, s->asked, __ATOMIC_RELEASE);
}

static bool has_seen(const struct writer *w, uint64_t asked)
{
	return __atomic_load_n(&w->seen, __ATOMIC_ACQUIRE) == asked;
}

static bool has_passed(const struct writer *w, uint64_t asked)
{
	return __atomic_load_n(&w->passed, __ATOMIC_ACQUIRE) == asked;
}

/* Sleep: a thread that polls would take CPU time from a vCPU. */
static void await(struct stall *s, bool (*has)(const struct writer *w, uint64_t asked))
{
	uint64_t rung;
	int i;

	for (i = 0; i < s->wvm->nr_vcpus; i++)
		while (!has(s->writer[i], s->asked))
			TEST_ASSERT(read(s->bell, &rung, sizeof(rung)) == sizeof(rung),
				    "no bell: %s", strerror(errno));
}

/* The longest gap after a request was seen, until the next one was seen. */
static uint64_t longest_gap(const struct stall *s, uint64_t asked)
{
	uint64_t longest = 0;
	int i;

	for (i = 0; i < s->wvm->nr_vcpus; i++)
		if (s->writer[i]->longest[asked] > longest)
			longest = s->writer[i]->longest[asked];
	return longest * SECOND / timer_get_cntfrq();
}

/*
 * When this returns, each vCPU was just running or is still ringing the bell.
 */
static uint64_t begin(struct stall *s)
{
	ask(s);
	await(s, has_seen);
	return now_ns();
}

/* If a pass was awaited, there was a request between the beginning and this one. */
static void end(struct stall *s, struct figures *f)
{
	ask(s);
	await(s, has_seen);
	f->gap = longest_gap(s, s->asked - (f->pass ? 2 : 1));
	f->later = longest_gap(s, s->asked - 1);
}

static void log_on(struct stall *s)
{
	int err = wp_slot_log(s->slot, true);

	TEST_ASSERT(!err, "cannot switch the log on: %s", strerror(err));
}

/*
 * The pass begins after the ioctl: all pages are protected then, and each one
 * faults.
 */
static struct figures measure_log(struct stall *s)
{
	struct figures f = { };
	uint64_t start = begin(s);

	log_on(s);
	f.ioctl = now_ns() - start;
	ask(s);
	await(s, has_passed);
	f.pass = now_ns() - start - f.ioctl;
	end(s, &f);
	return f;
}

static uint64_t written(const struct stall *s)
{
	return wp_slot_pages(s->slot) / SPARSE;
}

/* All written pages must be dirty, or the pass before did not write what it should. */
static struct figures measure_get(struct stall *s)
{
	struct figures f = { };
	uint64_t start = begin(s), dirty;

	wp_dirty_get(s->slot, s->bitmap);
	f.ioctl = now_ns() - start;
	end(s, &f);
	dirty = wp_bitmap_count(s->slot, s->bitmap);
	TEST_ASSERT(dirty == written(s), "%lu pages are dirty, not %lu", dirty, written(s));
	return f;
}

/* All pages are protected, since nobody has written to them or since this GET. */
static uint64_t measure_writes(struct stall *s)
{
	uint64_t start;

	wp_dirty_get(s->slot, s->bitmap);
	start = now_ns();
	ask(s);
	await(s, has_passed);
	return now_ns() - start;
}

/*
 * Measure the same length of time as before, because the emulator and the
 * scheduler also cause gaps, and longer ones in a longer time. The log is on,
 * but after a pass writes no longer fault. After a GET they do.
 */
static struct figures measure_nothing(struct stall *s, const struct figures *as)
{
	struct figures f = *as;
	uint64_t start = begin(s);

	sleep_until(start + f.ioctl);
	if (f.pass) {
		ask(s);
		sleep_until(start + f.ioctl + f.pass);
	}
	end(s, &f);
	return f;
}

static void hang_bell(struct stall *s)
{
	struct kvm_ioeventfd at = { .addr = BELL, .len = sizeof(uint64_t) };

	s->bell = eventfd(0, EFD_CLOEXEC);
	TEST_ASSERT(s->bell >= 0, "no eventfd");
	at.fd = s->bell;
	vm_ioctl(s->wvm->vm, KVM_IOEVENTFD, &at);
	virt_pg_map(s->wvm->vm, BELL, BELL);
}

/*
 * Expect one fault per block, plus a few that KVM repeats. More faults mean
 * that the memory is not mapped with blocks.
 */
static void fill(const struct stall *s)
{
	uint64_t nr, blocks = wp_slot_blocks(s->slot, 2);
	struct wp_faults *faults = wp_faults_open(s->slot->ipa, s->slot->size);

	wp_slot_write(s->slot, 1);
	nr = wp_faults_read(faults);
	wp_faults_close(faults);
	TEST_ASSERT(nr >= blocks && nr < 2 * blocks, "%lu faults for %lu blocks", nr, blocks);
}

static void start_writing(struct stall *s)
{
	int i, nr = s->wvm->nr_vcpus;
	struct wp_call call;
	uint64_t first;

	for (i = 0; i < nr; i++) {
		call = wp_slot_call(s->slot, guest_write_on, i);
		call.stride *= SPARSE;
		first = written(s) * i / nr;
		call.ipa += first * call.stride;
		call.size = (written(s) * (i + 1) / nr - first) * call.stride;
		s->writer[i] = addr_gva2hva(s->wvm->vm, (vm_vaddr_t)&writers[i]);
		wp_call_start(s->wvm, i, &call);
	}
	ask(s);
	await(s, has_passed);
}

static void stop_writing(struct stall *s)
{
	int i;

	for (i = 0; i < s->wvm->nr_vcpus; i++)
		wp_call_join(s->wvm, i);
}

/*
 * At least all blocks were split; blocks that the guest mapped again count once
 * more.
 */
static void check_splits(const struct stall *s)
{
	int64_t splits = wp_stat(s->slot, "splits_l2");

	TEST_ASSERT(splits >= (int64_t)wp_slot_blocks(s->slot, 2), "only %ld splits", splits);
}

static const char *cannot(const struct way *way)
{
	const char *why = wp_missing(WP_NEED_FAULTS | (way->protector ? WP_NEED_TAKEOVER : 0));

	if (why)
		return why;
	if (!way->protector && wp_modules_loaded())
		return "the modules are loaded";
	return way->chunk ? wp_eager_missing(way->chunk) : NULL;
}

static void pick(const struct way *way)
{
	TEST_ASSERT(!wp_knob_set("takeover", "1") && !wp_knob_set("prepare", "split") &&
		    !wp_knob_set("protector", way->protector) &&
		    !wp_knob_set("splitter", way->splitter), "cannot choose %s", way->name);
}

static void print(const char *figure, const struct way *way, const struct stall *s, int nth,
		  uint64_t ns)
{
	printf("%s %s %d %d %lu\n", figure, way->name, s->wvm->nr_vcpus, nth, ns);
}

static void run(const struct way *way, int vcpus, int nth)
{
	struct stall s = { .wvm = wp_vm_create(vcpus) };
	struct figures log, base, get, get_base;
	uint64_t writes;

	if (way->chunk)
		wp_vm_split_eagerly(s.wvm, way->chunk);
	if (way->protector)
		pick(way);
	s.slot = wp_slot_add(s.wvm, 1, WP_THP, WP_IPA, MEMORY, 0);
	TEST_ASSERT(s.slot, "no memory for the guest");
	s.bitmap = wp_bitmap_alloc(s.slot);
	hang_bell(&s);
	fill(&s);
	start_writing(&s);
	log = measure_log(&s);
	base = measure_nothing(&s, &log);
	get = measure_get(&s);
	get_base = measure_nothing(&s, &get);
	writes = measure_writes(&s);
	stop_writing(&s);
	if (way->protector)
		check_splits(&s);
	print("stall", way, &s, nth, log.gap);
	print("stall-base", way, &s, nth, base.gap);
	print("stall-ioctl", way, &s, nth, log.ioctl);
	print("stall-pass", way, &s, nth, log.pass);
	print("stall-get", way, &s, nth, get.gap);
	print("stall-get-base", way, &s, nth, get_base.gap);
	print("stall-writes", way, &s, nth, writes);
	print("# stall-get-ioctl", way, &s, nth, get.ioctl);
	print("# gap-in-pass", way, &s, nth, log.later);
	print("# gap-in-pass-base", way, &s, nth, base.later);
	close(s.bell);
	free(s.bitmap);
	wp_vm_destroy(s.wvm);
}

static const struct way *find_way(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++)
		if (!strcmp(ways[i].name, name))
			return &ways[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct way *way = argc == 4 ? find_way(argv[1]) : NULL;
	int vcpus = way ? atoi(argv[2]) : 0;
	const char *why;

	if (vcpus < 1 || vcpus > WP_MAX_VCPUS) {
		fprintf(stderr, "usage: stall WAY VCPUS RUN\n");
		return KSFT_FAIL;
	}
	why = cannot(way);
	if (why) {
		printf("# SKIP %s: %s\n", way->name, why);
		return KSFT_SKIP;
	}
	run(way, vcpus, atoi(argv[3]));
	wp_knobs_restore();
	return KSFT_PASS;
}
