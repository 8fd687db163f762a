// SPDX-License-Identifier: GPL-2.0
/*
 * Tests write faults of slots that log. Pages that only the log has made read-only become writable
 * without KVM's help. No others do, whatever the host does to its memory between two rounds: each
 * test looks at the pages that the host has taken back.
 */
#include <fcntl.h>
#include <linux/mman.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"
#include "harness.h"
#include "wp.h"

#define BLOCKS	2
#define TRACING	"/sys/kernel/tracing"

FIXTURE(fault)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
	unsigned long *expected;
};

FIXTURE_SETUP(fault)
{
	wp_knobs_restore();
	ASSERT_EQ(0, wp_knob_set("fault", "fast"));
	self->wvm = wp_vm_create(2);
	self->slot = NULL;
	self->bitmap = NULL;
	self->expected = NULL;
}

FIXTURE_TEARDOWN(fault)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
	free(self->expected);
}

/* The log lists exactly the pages that the guest has written, and the host sees the writes. */
static void expect_round(struct __test_metadata *_metadata, struct _test_data_fault *self,
			 uint64_t salt)
{
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(wp_slot_pages(self->slot), wp_bitmap_count(self->slot, self->bitmap));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, salt));
}

/*
 * The guest writes each page, and the round that follows takes the permissions: all pages have the
 * mark then. A page that the host takes back must lose it.
 */
static void round_of(struct __test_metadata *_metadata, struct _test_data_fault *self,
		     uint64_t salt)
{
	wp_slot_write(self->slot, salt);
	expect_round(_metadata, self, salt);
}

/* The guest has written each @nth page. */
static void expect_part(struct __test_metadata *_metadata, struct _test_data_fault *self,
			uint64_t nth)
{
	wp_bitmap_clear(self->slot, self->expected);
	wp_bitmap_set_every(self->slot, self->expected, nth);
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
}

/* A slot whose log is on. */
static void add_slot(struct __test_metadata *_metadata, struct _test_data_fault *self,
		     enum wp_backing backing)
{
	self->slot = wp_slot_add(self->wvm, 1, backing, WP_IPA, BLOCKS * wp_block_size(2), 0);
	ASSERT_NE(NULL, self->slot);
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_faults_ready();
}

static void begin(struct __test_metadata *_metadata, struct _test_data_fault *self,
		  enum wp_backing backing)
{
	int64_t fast;

	add_slot(_metadata, self, backing);
	fast = wp_stat(self->slot, "faults_fast");
	round_of(_metadata, self, 2);
	ASSERT_LT(fast, wp_stat(self->slot, "faults_fast"));
}

/* Another mapping of this memory, to see what the guest must not write to. */
static uint8_t *map_again(const struct test_slot *slot)
{
	uint8_t *at = mmap(NULL, slot->size, PROT_READ, MAP_SHARED, slot->fd, 0);

	TEST_ASSERT(at != MAP_FAILED, "cannot map the file");
	return at;
}

static uint64_t check_at(const struct test_slot *slot, uint8_t *hva, uint64_t salt)
{
	struct test_slot view = *slot;

	view.hva = hva;
	return wp_slot_check_host(&view, salt);
}

TEST_F(fault, fast_in_each_round)
{
	int64_t fast, dirty;
	int round;

	begin(_metadata, self, WP_PAGES);
	for (round = 3; round < 6; round++) {
		fast = wp_stat(self->slot, "faults_fast");
		dirty = wp_stat(self->slot, "dirty_pages");
		round_of(_metadata, self, round);
		EXPECT_EQ(fast + wp_slot_pages(self->slot), wp_stat(self->slot, "faults_fast"));
		EXPECT_EQ(dirty + wp_slot_pages(self->slot), wp_stat(self->slot, "dirty_pages"));
	}
	EXPECT_EQ(0, wp_stat(self->slot, "faults_slow_readonly"));
	EXPECT_EQ(0, wp_stat(self->slot, "faults_slow_unmapped"));
	EXPECT_LE(wp_stat(self->slot, "fault_ns_max"), wp_stat(self->slot, "fault_ns_total"));
	EXPECT_LT(0, wp_stat(self->slot, "fault_ns_max"));
}

static void trace_write(const char *file, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), TRACING "/%s", file);
	fd = open(path, O_WRONLY | O_APPEND);
	TEST_ASSERT(fd >= 0 && write(fd, text, strlen(text)) == strlen(text), "cannot write %s",
		    path);
	close(fd);
}

/* Number of lines of a file that contain a text; @last receives the last of them. */
static uint64_t trace_lines(const char *file, const char *text, char last[256])
{
	char path[128], line[256];
	uint64_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), TRACING "/%s", file);
	f = fopen(path, "r");
	TEST_ASSERT(f, "cannot read %s", path);
	while (fgets(line, sizeof(line), f))
		if (strstr(line, text)) {
			memcpy(last, line, sizeof(line));
			n++;
		}
	fclose(f);
	return n;
}

/* The module flushes by one of two functions, which depends on the kernel and KVM's mode. */
static uint64_t calls_of(const struct wp_calls *calls)
{
	return calls ? wp_calls_read(calls) : 0;
}

/*
 * Two vCPUs write to the same pages, so that both may fault on one. Each fault owes a flush on its
 * CPU, also if the other vCPU was faster: without it the CPU may keep the old permission.
 */
TEST_F(fault, flushed_each_time)
{
	struct wp_calls *flush = wp_calls_open("__kvm_tlb_flush_vmid_ipa_nsh");
	struct wp_calls *relax = wp_calls_open("kvm_pgtable_stage2_relax_perms");
	uint64_t before;
	struct wp_call call;
	int64_t fast;

	begin(_metadata, self, WP_PAGES);
	before = calls_of(flush) + calls_of(relax);
	fast = wp_stat(self->slot, "faults_fast");
	call = wp_slot_call(self->slot, wp_guest_write, 3);
	wp_call_start(self->wvm, 1, &call);
	wp_slot_write(self->slot, 3);
	wp_call_join(self->wvm, 1);
	fast = wp_stat(self->slot, "faults_fast") - fast;
	EXPECT_LE(wp_slot_pages(self->slot), fast);
	EXPECT_EQ(fast, calls_of(flush) + calls_of(relax) - before);
	wp_calls_close(flush);
	wp_calls_close(relax);
	expect_round(_metadata, self, 3);
}

/* A part of the pages: no neighbour becomes writable, or dirty. */
TEST_F(fault, only_the_page)
{
	begin(_metadata, self, WP_PAGES);
	wp_slot_write_nth(self->slot, 7, 3, NULL);
	wp_slot_read(self->slot);
	expect_part(_metadata, self, 7);
	wp_slot_write_nth(self->slot, 5, 4, NULL);
	expect_part(_metadata, self, 5);
}

static void expect_kvm(struct __test_metadata *_metadata, struct _test_data_fault *self,
		       const char *knob, const char *choice)
{
	int64_t fast;

	begin(_metadata, self, WP_PAGES);
	ASSERT_EQ(0, wp_knob_set(knob, choice));
	EXPECT_FALSE(wp_faults_hooked());
	fast = wp_stat(self->slot, "faults_fast");
	round_of(_metadata, self, 3);
	EXPECT_FALSE(wp_faults_hooked());
	EXPECT_EQ(fast, wp_stat(self->slot, "faults_fast"));
}

TEST_F(fault, left_to_kvm)
{
	expect_kvm(_metadata, self, "fault", "kvm");
}

/* KVM protects the pages now, and marks none of them. */
TEST_F(fault, left_to_kvm_without_takeover)
{
	expect_kvm(_metadata, self, "takeover", "0");
}

/* While KVM's event is enabled, KVM handles the faults, so that the event reports each of them. */
TEST_F(fault, left_to_kvm_while_traced)
{
	struct wp_faults *faults;
	int64_t fast;

	begin(_metadata, self, WP_PAGES);
	faults = wp_faults_open(self->slot->ipa, self->slot->size);
	fast = wp_stat(self->slot, "faults_fast");
	round_of(_metadata, self, 3);
	EXPECT_EQ(wp_slot_pages(self->slot), wp_faults_read(faults));
	EXPECT_EQ(fast, wp_stat(self->slot, "faults_fast"));
	wp_faults_close(faults);
	round_of(_metadata, self, 4);
	EXPECT_EQ(fast + wp_slot_pages(self->slot), wp_stat(self->slot, "faults_fast"));
}

/* One event for each fault that is counted. */
TEST_F(fault, events)
{
	char line[256];

	begin(_metadata, self, WP_PAGES);
	fclose(fopen(TRACING "/trace", "w"));
	trace_write("events/kvm_arm_wp/fault/enable", "1");
	wp_slot_write_nth(self->slot, 8, 3, NULL);
	trace_write("events/kvm_arm_wp/fault/enable", "0");
	EXPECT_EQ(wp_slot_pages(self->slot) / 8,
		  trace_lines("trace", " slot=1 result=fast ipa=0x1", line));
	expect_part(_metadata, self, 8);
}

/* KVM's own pass does not mark pages, so its faults are its own. */
TEST_F(fault, kvm_protects)
{
	int64_t fast, slow;

	ASSERT_EQ(0, wp_knob_set("takeover", "0"));
	add_slot(_metadata, self, WP_PAGES);
	round_of(_metadata, self, 2);
	ASSERT_EQ(0, wp_knob_set("takeover", "1"));
	/* No page is dirty: this round protects nothing, and hooks the handler. */
	wp_dirty_get(self->slot, self->bitmap);
	wp_faults_ready();
	fast = wp_stat(self->slot, "faults_fast");
	slow = wp_stat(self->slot, "faults_slow_readonly");
	round_of(_metadata, self, 3);
	EXPECT_EQ(fast, wp_stat(self->slot, "faults_fast"));
	EXPECT_EQ(slow + wp_slot_pages(self->slot), wp_stat(self->slot, "faults_slow_readonly"));
}

/* The child keeps the pages that the guest had, and the guest gets others. */
TEST_F(fault, forked)
{
	int status, go[2];
	pid_t pid;
	char c;

	begin(_metadata, self, WP_PAGES);
	ASSERT_EQ(0, pipe(go));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		close(go[1]);
		if (read(go[0], &c, 1) != 1)
			_exit(2);
		_exit(wp_slot_check_host(self->slot, 2) ? 1 : 0);
	}
	round_of(_metadata, self, 3);
	EXPECT_EQ(1, write(go[1], "x", 1));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	round_of(_metadata, self, 4);
	close(go[0]);
	close(go[1]);
}

/* The guest reads the zero page, and must not write to it. */
TEST_F(fault, zero_page)
{
	uint64_t *zeroes, i, sum = 0;

	begin(_metadata, self, WP_PAGES);
	ASSERT_EQ(0, madvise(self->slot->hva, self->slot->size, MADV_DONTNEED));
	wp_slot_read(self->slot);
	round_of(_metadata, self, 3);
	zeroes = mmap(NULL, wp_page_size(), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, zeroes);
	for (i = 0; i < wp_page_size() / sizeof(*zeroes); i++)
		sum |= READ_ONCE(zeroes[i]);
	EXPECT_EQ(0, sum);
	munmap(zeroes, wp_page_size());
}

/*
 * The VMM puts other memory in place of a file's. The guest's writes go there, and the file keeps
 * what it had.
 */
TEST_F(fault, memory_replaced)
{
	uint8_t *file;

	begin(_metadata, self, WP_MEMFD);
	file = map_again(self->slot);
	ASSERT_NE(MAP_FAILED, mmap(self->slot->hva, self->slot->size, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	round_of(_metadata, self, 3);
	EXPECT_EQ(0, check_at(self->slot, file, 2));
	round_of(_metadata, self, 4);
	EXPECT_EQ(0, check_at(self->slot, file, 2));
	munmap(file, self->slot->size);
}

/* A private mapping of the file: reads see the file, writes must not reach it. */
TEST_F(fault, private_mapping)
{
	uint8_t *file;

	begin(_metadata, self, WP_MEMFD);
	file = map_again(self->slot);
	ASSERT_NE(MAP_FAILED, mmap(self->slot->hva, self->slot->size, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_FIXED, self->slot->fd, 0));
	EXPECT_EQ(0, wp_slot_check(self->slot, 2));
	round_of(_metadata, self, 3);
	EXPECT_EQ(0, check_at(self->slot, file, 2));
	munmap(file, self->slot->size);
}

/* Writes of the guest reach the file, through any mapping. */
TEST_F(fault, shared_mapping)
{
	uint8_t *file;

	begin(_metadata, self, WP_MEMFD);
	file = map_again(self->slot);
	ASSERT_EQ(0, mprotect(self->slot->hva, self->slot->size, PROT_READ));
	ASSERT_EQ(0, wp_slot_check(self->slot, 2));
	ASSERT_EQ(0, mprotect(self->slot->hva, self->slot->size, PROT_READ | PROT_WRITE));
	round_of(_metadata, self, 3);
	EXPECT_EQ(0, check_at(self->slot, file, 3));
	ASSERT_EQ(0, msync(self->slot->hva, self->slot->size, MS_SYNC));
	round_of(_metadata, self, 4);
	EXPECT_EQ(0, check_at(self->slot, file, 4));
	munmap(file, self->slot->size);
}

/* Small pages become a huge page: the old ones are somebody else's memory then. */
TEST_F(fault, collapsed)
{
	const char *why = wp_thp_missing();

	if (why)
		SKIP(return, "%s", why);
	begin(_metadata, self, WP_PAGES);
	ASSERT_EQ(0, madvise(self->slot->hva, self->slot->size, MADV_HUGEPAGE));
	if (madvise(self->slot->hva, self->slot->size, MADV_COLLAPSE))
		SKIP(return, "this kernel cannot collapse these pages");
	round_of(_metadata, self, 3);
	round_of(_metadata, self, 4);
	EXPECT_EQ(0, wp_slot_check(self->slot, 4));
}

/* The slot gets other memory while its log is on. */
TEST_F(fault, slot_replaced)
{
	struct test_slot *other;
	uint8_t *old;

	begin(_metadata, self, WP_PAGES);
	old = self->slot->hva;
	other = wp_slot_add(self->wvm, 2, WP_PAGES, WP_IPA + self->slot->size, self->slot->size, 0);
	ASSERT_NE(NULL, other);
	ASSERT_EQ(0, wp_slot_ioctl(self->slot, 0, self->slot->ipa, 0));
	self->slot->hva = other->hva;
	ASSERT_EQ(0, wp_slot_ioctl(self->slot, KVM_MEM_LOG_DIRTY_PAGES, self->slot->ipa,
				   self->slot->size));
	round_of(_metadata, self, 3);
	EXPECT_EQ(0, check_at(self->slot, old, 2));
	round_of(_metadata, self, 4);
	EXPECT_EQ(0, check_at(self->slot, old, 2));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER | WP_NEED_FAULTS);
	wp_faults_require();
	return test_harness_run(argc, argv);
}
