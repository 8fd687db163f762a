// SPDX-License-Identifier: GPL-2.0
/*
 * Tests the module's records while slots and VMs are created and destroyed: a
 * record ends with its slot or VM, and a task that reads the module's files
 * blocks nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup.h"
#include "harness.h"
#include "wp.h"

#define LOG	KVM_MEM_LOG_DIRTY_PAGES
#define TIMEOUT	300

FIXTURE(records)
{
	struct wp_vm *wvm;
	uint8_t *hva;
};

FIXTURE_SETUP(records)
{
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	self->hva = mmap(NULL, WP_MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->hva);
}

FIXTURE_TEARDOWN(records)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

/* Sets a slot of a VM; @pages 0 deletes it. Returns 0 or errno. */
static int set_vm_slot(int vm, void *hva, uint32_t id, uint64_t at, uint64_t pages, uint32_t flags)
{
	struct kvm_userspace_memory_region region = {
		.slot = id,
		.flags = flags,
		.guest_phys_addr = WP_IPA + at * wp_page_size(),
		.memory_size = pages * wp_page_size(),
		.userspace_addr = (uintptr_t)hva,
	};

	return ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) ? errno : 0;
}

/* Sets a slot without the KVM library's knowledge. */
static int set_slot(const struct _test_data_records *self, uint32_t id, uint64_t at,
		    uint64_t pages, uint32_t flags)
{
	return set_vm_slot(self->wvm->vm->fd, self->hva, id, at, pages, flags);
}

/* The slot as the module knows it. */
static struct test_slot slot_of(const struct _test_data_records *self, uint32_t id)
{
	return (struct test_slot){ .wvm = self->wvm, .id = id };
}

/* A VMM that hotplugs memory uses a new slot number each time. */
#define RISING	200

TEST_F_TIMEOUT(records, freed_with_their_slots, TIMEOUT)
{
	uint32_t id;

	for (id = 1; id <= RISING; id++) {
		ASSERT_EQ(0, set_slot(self, id, id, 8, 0));
		ASSERT_EQ(0, set_slot(self, id, id, 8, LOG));
		ASSERT_EQ(0, set_slot(self, id, id, 8, 0));
		ASSERT_EQ(0, set_slot(self, id, id, 0, 0));
	}
	EXPECT_EQ(0, wp_slots_lines(self->wvm));
	EXPECT_EQ(0, wp_slots_cell(NULL, "pages"));
	EXPECT_EQ(RISING, wp_gone(self->wvm, "slots"));
	EXPECT_EQ(RISING, wp_gone(self->wvm, "enables"));
}

TEST_F(records, start_at_zero_for_reused_id)
{
	struct test_slot slot = slot_of(self, 7);
	char path[160];

	ASSERT_EQ(0, set_slot(self, 7, 0, 64, 0));
	ASSERT_EQ(0, set_slot(self, 7, 0, 64, LOG));
	EXPECT_EQ(64, wp_slots_cell(&slot, "pages"));
	ASSERT_EQ(0, set_slot(self, 7, 0, 0, 0));
	ASSERT_EQ(0, set_slot(self, 7, 16, 8, 0));
	EXPECT_FALSE(wp_slot_dir(&slot, path, sizeof(path)));

	ASSERT_EQ(0, set_slot(self, 7, 16, 8, LOG));
	EXPECT_TRUE(wp_slot_dir(&slot, path, sizeof(path)));
	EXPECT_EQ(8, wp_slots_cell(&slot, "pages"));
	EXPECT_EQ(WP_IPA + 16 * wp_page_size(), wp_slots_cell(&slot, "ipa"));
	EXPECT_EQ(1, wp_stat(&slot, "enables"));
}

/*
 * The log stays on during the move. The counters start at 0 at the new address.
 */
TEST_F(records, start_at_zero_after_move)
{
	struct test_slot slot = slot_of(self, 7);
	unsigned long bitmap[1];

	ASSERT_EQ(0, set_slot(self, 7, 0, 8, LOG));
	EXPECT_EQ(1, wp_slots_lines(self->wvm));
	ASSERT_EQ(0, set_slot(self, 7, 512, 8, LOG));
	EXPECT_EQ(0, wp_slots_lines(self->wvm));
	EXPECT_EQ(1, wp_gone(self->wvm, "slots"));

	kvm_vm_get_dirty_log(self->wvm->vm, 7, bitmap);
	EXPECT_EQ(WP_IPA + 512 * wp_page_size(), wp_slots_cell(&slot, "ipa"));
	EXPECT_EQ(0, wp_stat(&slot, "enables"));
}

/* Check that reading the table in pieces gives the same text. */
static bool same_in_pieces(char *whole, char *piece, size_t size, size_t step)
{
	int fd = open(WP_DEBUGFS "/slots", O_RDONLY);
	ssize_t len = 0, n;
	size_t all = 0;

	while ((n = read(fd, whole + all, size - all)) > 0)
		all += n;
	for (len = 0; (n = pread(fd, piece + len, step, len)) > 0; len += n)
		;
	close(fd);
	return all > 0 && len == (ssize_t)all && !memcmp(whole, piece, all);
}

/*
 * More slots than the module keeps records for, one page each. KVM handles the
 * others, and the log is correct for all.
 */
#define MANY	1100
#define KEPT	1024

TEST_F_TIMEOUT(records, limited_in_number, TIMEOUT)
{
	char *text = malloc(4 * WP_MIB);
	unsigned long bitmap[1];
	uint32_t id;

	for (id = 1; id <= MANY; id++)
		ASSERT_EQ(0, set_slot(self, id, id, 1, LOG));
	EXPECT_EQ(KEPT, wp_slots_lines(self->wvm));
	EXPECT_EQ(KEPT, wp_slots_cell(NULL, "pages"));
	EXPECT_TRUE(same_in_pieces(text, text + 2 * WP_MIB, 2 * WP_MIB, 10000));
	kvm_vm_get_dirty_log(self->wvm->vm, MANY, bitmap);
	EXPECT_EQ(0, bitmap[0] & 1);

	/* A deleted slot makes room for another record. */
	ASSERT_EQ(0, set_slot(self, 1, 1, 0, 0));
	EXPECT_EQ(KEPT - 1, wp_slots_lines(self->wvm));
	kvm_vm_get_dirty_log(self->wvm->vm, MANY, bitmap);
	EXPECT_EQ(KEPT, wp_slots_lines(self->wvm));
	free(text);
}

/*
 * KVM needs a page for the bitmap of each of these logs, and the group's limit
 * leaves few more: the CPU may hold up to 64 charged pages.
 */
#define TIGHT_SLOTS	400
#define TIGHT_PAGES	(TIGHT_SLOTS + 160)

TEST_F_TIMEOUT(records, fit_into_tight_memcg, TIMEOUT)
{
	const char *why;
	uint32_t id;

	for (id = 1; id <= TIGHT_SLOTS; id++)
		ASSERT_EQ(0, set_slot(self, id, id, 1, 0));
	why = wp_cgroup_enter();
	if (why)
		SKIP(return, "%s", why);
	wp_cgroup_limit(TIGHT_PAGES * wp_page_size());
	for (id = 1; id <= TIGHT_SLOTS; id++)
		ASSERT_EQ(0, set_slot(self, id, id, 1, LOG));
	wp_cgroup_limit(UINT64_MAX);
	EXPECT_EQ(TIGHT_SLOTS, wp_slots_lines(self->wvm));
	wp_cgroup_leave();
}

/*
 * A task that reads a file into missing memory, and sleeps in the page fault
 * until userfaultfd provides the page.
 */
struct sleeper {
	pthread_t thread;
	char path[192];
	uint8_t *buffer;
	int uffd;
	ssize_t len;
};

static void *read_into_a_fault(void *arg)
{
	struct sleeper *sleeper = arg;
	int fd = open(sleeper->path, O_RDONLY);

	sleeper->len = read(fd, sleeper->buffer, wp_page_size());
	close(fd);
	return NULL;
}

/* Returns NULL once the task sleeps, else a sentence for a SKIP line. */
static const char *sleeper_start(struct sleeper *sleeper)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd event;
	struct uffd_msg msg;

	sleeper->uffd = syscall(__NR_userfaultfd, O_CLOEXEC);
	if (sleeper->uffd < 0 || ioctl(sleeper->uffd, UFFDIO_API, &api))
		return "userfaultfd is not available";
	sleeper->buffer = mmap(NULL, wp_page_size(), PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	range.range.start = (uintptr_t)sleeper->buffer;
	range.range.len = wp_page_size();
	if (ioctl(sleeper->uffd, UFFDIO_REGISTER, &range))
		return "userfaultfd refuses this memory";
	TEST_ASSERT(!pthread_create(&sleeper->thread, NULL, read_into_a_fault, sleeper), "thread");
	event = (struct pollfd){ .fd = sleeper->uffd, .events = POLLIN };
	TEST_ASSERT(poll(&event, 1, -1) == 1 && read(sleeper->uffd, &msg, sizeof(msg)) > 0,
		    "no fault");
	return NULL;
}

static void sleeper_wake(struct sleeper *sleeper)
{
	struct uffdio_zeropage page = {
		.range.start = (uintptr_t)sleeper->buffer,
		.range.len = wp_page_size(),
	};

	TEST_ASSERT(!ioctl(sleeper->uffd, UFFDIO_ZEROPAGE, &page), "UFFDIO_ZEROPAGE");
	pthread_join(sleeper->thread, NULL);
	close(sleeper->uffd);
}

static void *destroy(void *arg)
{
	wp_vm_destroy(arg);
	return NULL;
}

FIXTURE(reader)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	struct wp_vm *other;
	struct test_slot *others;
	struct sleeper sleeper;
	bool sleeps;
};

FIXTURE_VARIANT(reader)
{
	const char *file;
};

FIXTURE_VARIANT_ADD(reader, stat)
{
	.file = "slot-1/stat",
};

FIXTURE_VARIANT_ADD(reader, hist)
{
	.file = "slot-1/lock_hold_ns_hist",
};

FIXTURE_VARIANT_ADD(reader, gone)
{
	.file = "gone",
};

FIXTURE_VARIANT_ADD(reader, slots)
{
	.file = "../slots",
};

static struct test_slot *logging_slot(struct wp_vm *wvm)
{
	struct test_slot *slot = wp_slot_add(wvm, 1, WP_PAGES, WP_IPA, 64 * wp_page_size(), 0);

	wp_slot_write(slot, 1);
	TEST_ASSERT(!wp_slot_log(slot, true), "log refused");
	return slot;
}

FIXTURE_SETUP(reader)
{
	const char *why;

	wp_knobs_restore();
	self->other = wp_vm_create(1);
	self->others = logging_slot(self->other);
	self->wvm = wp_vm_create(1);
	self->slot = logging_slot(self->wvm);
	snprintf(self->sleeper.path, sizeof(self->sleeper.path), WP_DEBUGFS "/%d-%d/%s", getpid(),
		 self->wvm->vm->fd, variant->file);
	why = sleeper_start(&self->sleeper);
	if (why)
		SKIP(return, "%s", why);
	self->sleeps = true;
}

FIXTURE_TEARDOWN(reader)
{
	if (self->sleeps)
		sleeper_wake(&self->sleeper);
	wp_vm_destroy(self->wvm);
	wp_vm_destroy(self->other);
	wp_knobs_restore();
}

static void expect_other_vm_logs(struct __test_metadata *_metadata, const struct test_slot *slot)
{
	unsigned long *bitmap = wp_bitmap_alloc(slot);

	wp_slot_write(slot, 2);
	wp_dirty_get(slot, bitmap);
	EXPECT_EQ(wp_slot_pages(slot), wp_bitmap_count(slot, bitmap));
	free(bitmap);
}

TEST_F(reader, does_not_block_slot_deletion)
{
	EXPECT_EQ(0, wp_slot_ioctl(self->slot, 0, self->slot->ipa, 0));
	EXPECT_EQ(1, wp_gone(self->wvm, "slots"));
	expect_other_vm_logs(_metadata, self->others);
	sleeper_wake(&self->sleeper);
	self->sleeps = false;
	EXPECT_LT(0, self->sleeper.len);
}

TEST_F(reader, does_not_block_vm_destruction)
{
	int fd = self->wvm->vm->fd;
	pthread_t thread;

	ASSERT_EQ(0, pthread_create(&thread, NULL, destroy, self->wvm));
	self->wvm = NULL;
	/*
	 * Once the file descriptor is free, KVM may have started to destroy the
	 * VM.
	 */
	while (fcntl(fd, F_GETFD) >= 0)
		sched_yield();
	expect_other_vm_logs(_metadata, self->others);
	EXPECT_EQ(0, pthread_join(thread, NULL));
	expect_other_vm_logs(_metadata, self->others);
	sleeper_wake(&self->sleeper);
	self->sleeps = false;
	EXPECT_LT(0, self->sleeper.len);
}

static void *close_vm(void *arg)
{
	close((intptr_t)arg);
	return NULL;
}

/*
 * A VM is destroyed while a new one is created that gets the same file
 * descriptor and hence the same name. In either order the new VM must have its
 * directory, unless KVM has none for it because the new VM was created before
 * KVM removed the old directory.
 */
#define SUCCESSORS	200

TEST_F_TIMEOUT(records, directory_for_reused_vm_name, TIMEOUT)
{
	int kvm = open("/dev/kvm", O_RDWR), vm = ioctl(kvm, KVM_CREATE_VM, 0), first = vm;
	int i, named = 0, missing = 0;
	char ours[160], kvms[160];
	pthread_t thread;

	snprintf(ours, sizeof(ours), WP_DEBUGFS "/%d-%d/slot-1/stat", getpid(), vm);
	snprintf(kvms, sizeof(kvms), "/sys/kernel/debug/kvm/%d-%d", getpid(), vm);
	for (i = 0; i < SUCCESSORS; i++) {
		ASSERT_EQ(0, set_vm_slot(vm, self->hva, 1, 0, 8, LOG));
		ASSERT_EQ(0, pthread_create(&thread, NULL, close_vm, (void *)(intptr_t)vm));
		/*
		 * Once the file descriptor is free, KVM may have started to
		 * destroy the VM.
		 */
		while (fcntl(vm, F_GETFD) >= 0)
			sched_yield();
		vm = ioctl(kvm, KVM_CREATE_VM, 0);
		ASSERT_EQ(first, vm);
		ASSERT_EQ(0, set_vm_slot(vm, self->hva, 1, 0, 8, LOG));
		pthread_join(thread, NULL);
		named += !access(kvms, F_OK);
		missing += !access(kvms, F_OK) && access(ours, F_OK);
	}
	TH_LOG("%d VMs had a directory in KVM's debugfs", named);
	EXPECT_LT(0, named);
	EXPECT_EQ(0, missing);
	close(vm);
	close(kvm);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	return test_harness_run(argc, argv);
}
