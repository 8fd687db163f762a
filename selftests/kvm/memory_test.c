// SPDX-License-Identifier: GPL-2.0
/*
 * Tests changes of the memory behind a slot while its log is on: a page of it
 * has a memory error, or parts of it are replaced while the guest writes to
 * them.
 */
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#include "guest.h"
#include "harness.h"
#include "migrate.h"

#define BLOCKS		3

/*
 * One page has a memory error. The kernel splits the huge page, so KVM unmaps
 * the whole block's range and the guest faults all other pages in again. The
 * host loses the page until the next boot.
 */
FIXTURE(poisoned)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	uint64_t page;
	unsigned long *bitmap;
	unsigned long *expected;
};

FIXTURE_VARIANT(poisoned)
{
	const char *prepare;
	uint64_t (*access)(struct wp_call *call);
};

FIXTURE_VARIANT_ADD(poisoned, split_read)
{
	.prepare = "split",
	.access = wp_guest_read,
};

FIXTURE_VARIANT_ADD(poisoned, split_write)
{
	.prepare = "split",
	.access = wp_guest_write,
};

FIXTURE_VARIANT_ADD(poisoned, none_write)
{
	.prepare = "none",
	.access = wp_guest_write,
};

/* The latest SIGBUS. */
static siginfo_t bus;

static void catch(int sig, siginfo_t *info, void *context)
{
	bus = *info;
}

/* With a length of 0 this only tests whether the kernel supports it. */
static const char *poison_missing(void)
{
	if (madvise(NULL, 0, MADV_HWPOISON))
		return "this kernel has no MADV_HWPOISON (CONFIG_MEMORY_FAILURE)";
	return wp_thp_missing();
}

FIXTURE_SETUP(poisoned)
{
	const struct sigaction action = { .sa_sigaction = catch, .sa_flags = SA_SIGINFO };
	const char *why = poison_missing();

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
	ASSERT_EQ(0, sigaction(SIGBUS, &action, NULL));
	self->wvm = wp_vm_create(2);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, BLOCKS * wp_block_size(2), 0);
	self->page = wp_block_pages() + wp_block_pages() / 3;
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	if (!strcmp(variant->prepare, "split"))
		ASSERT_EQ(BLOCKS, wp_stat(self->slot, "splits_l2"));
}

FIXTURE_TEARDOWN(poisoned)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	free(self->bitmap);
	free(self->expected);
}

/* The part of the slot before the page (0) or behind it (1). */
static struct test_slot side(const struct _test_data_poisoned *self, int nth)
{
	uint64_t first = nth ? (self->page + 1) * wp_page_size() : 0;
	struct test_slot part = *self->slot;

	part.size = nth ? part.size - first : self->page * wp_page_size();
	part.ipa += first;
	part.hva += first;
	return part;
}

/*
 * All pages except the bad one hold what the guest wrote, as seen by the guest
 * and by the host.
 */
static void expect_others(struct __test_metadata *_metadata, const struct _test_data_poisoned *self,
			  uint64_t salt)
{
	struct test_slot part;
	int i;

	for (i = 0; i < 2; i++) {
		part = side(self, i);
		EXPECT_EQ(0, wp_slot_check(&part, salt));
		EXPECT_EQ(0, wp_slot_check_host(&part, salt));
	}
}

/* The guest writes every @nth page in both parts. */
static void write_others(struct _test_data_poisoned *self, uint64_t nth, uint64_t salt)
{
	uint64_t page, first;
	struct test_slot part;
	int i;

	wp_bitmap_clear(self->slot, self->expected);
	for (i = 0; i < 2; i++) {
		part = side(self, i);
		first = (part.ipa - self->slot->ipa) / wp_page_size();
		for (page = 0; page < wp_slot_pages(&part); page += nth)
			wp_bitmap_set(self->expected, first + page);
		wp_slot_write_every(&part, nth * wp_page_size(), salt);
	}
}

static void expect_logged(struct __test_metadata *_metadata, struct _test_data_poisoned *self)
{
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
}

static uint8_t *bad_page(const struct _test_data_poisoned *self)
{
	return self->slot->hva + self->page * wp_page_size();
}

/* KVM_RUN ends with SIGBUS, every time. */
static void expect_signal(struct __test_metadata *_metadata, const struct _test_data_poisoned *self,
			  const struct wp_call *call)
{
	memset(&bus, 0, sizeof(bus));
	ASSERT_FALSE(wp_call_try(self->wvm, 1, call));
	EXPECT_EQ(SIGBUS, bus.si_signo);
	EXPECT_EQ(BUS_MCEERR_AR, bus.si_code);
	EXPECT_EQ(bad_page(self), bus.si_addr);
	EXPECT_EQ(__builtin_ctzll(wp_page_size()), bus.si_addr_lsb);
}

TEST_F(poisoned, other_pages_stay_logged)
{
	struct wp_call call = wp_slot_call(self->slot, variant->access, 1);

	call.ipa += self->page * wp_page_size();
	call.size = wp_page_size();
	ASSERT_EQ(0, madvise(bad_page(self), wp_page_size(), MADV_HWPOISON));
	expect_others(_metadata, self, 1);
	expect_logged(_metadata, self);
	write_others(self, 3, 1);
	expect_logged(_metadata, self);
	write_others(self, 1, 2);
	expect_logged(_metadata, self);

	expect_signal(_metadata, self, &call);
	expect_signal(_metadata, self, NULL);
	expect_others(_metadata, self, 2);
	write_others(self, 7, 2);
	expect_logged(_metadata, self);

	/*
	 * Replace the page as a VMM does to keep the guest running: the guest's
	 * access now succeeds.
	 */
	ASSERT_NE(MAP_FAILED, mmap(bad_page(self), wp_page_size(), PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	ASSERT_TRUE(wp_call_try(self->wvm, 1, NULL));
	write_others(self, 5, 2);
	if (variant->access == wp_guest_write)
		wp_bitmap_set(self->expected, self->page);
	expect_logged(_metadata, self);
	expect_others(_metadata, self, 2);
}

/*
 * In each round fresh memory replaces parts of the slot, as with a balloon or a
 * discard, while the vCPUs keep writing. The copy is zeroed before the slot is.
 * Only the log brings the guest's writes to the new memory into the copy.
 */
#define ROUNDS		6
#define PARTS		6	/* replaced in each round */

FIXTURE(replaced)
{
	struct migration *m;
	uint64_t seed;
	uint64_t state;
};

FIXTURE_VARIANT(replaced)
{
	const char *prepare;
	uint32_t manual;
	bool ring;
};

#define ALL_SET (KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)

FIXTURE_VARIANT_ADD(replaced, split_get)
{
	.prepare = "split",
};

FIXTURE_VARIANT_ADD(replaced, none_all_set)
{
	.prepare = "none",
	.manual = ALL_SET,
};

FIXTURE_VARIANT_ADD(replaced, split_ring)
{
	.prepare = "split",
	.ring = true,
};

/*
 * SEED= in the environment repeats a run, apart from the timing of the vCPUs.
 */
static uint64_t choose_seed(void)
{
	const char *given = getenv("SEED");
	struct timespec now;

	if (given)
		return strtoull(given, NULL, 0) | 1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_nsec | 1;
}

static void replace_part(struct migration *m, uint64_t *state)
{
	uint64_t pages = wp_slot_pages(m->slot), first = wp_random(state) % pages;
	uint64_t nr = 1 + wp_random(state) % (wp_random(state) % 2 ? 8 : pages / 8);
	uint64_t off = first * wp_page_size(), size;

	size = (first + nr < pages ? nr : pages - first) * wp_page_size();
	/* Avoid memset(): the library's writes single bytes. */
	TEST_ASSERT(!madvise(m->copy + off, size, MADV_DONTNEED), "madvise");
	TEST_ASSERT(mmap(m->slot->hva + off, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) !=
		    MAP_FAILED, "mmap");
	if (wp_random(state) % 2)
		madvise(m->slot->hva + off, size, MADV_HUGEPAGE);
}

static void collect(struct migration *m)
{
	int i;

	for (i = 0; i < PARTS; i++)
		replace_part(m, m->plan.arg);
	migrate_collect(m);
}

FIXTURE_SETUP(replaced)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2,
		/* Parts of a hugetlb page cannot be replaced. */
		.backing = wp_thp_missing() ? WP_PAGES : WP_THP,
		.size = migrate_size(16 * WP_MIB),
		.manual = variant->manual,
		.rounds = ROUNDS,
		.ring = variant->ring,
		.collect = collect,
		.arg = &self->state,
	};
	const char *why = variant->ring ? wp_ring_missing() : NULL;

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
	self->seed = choose_seed();
	self->state = self->seed;
	TH_LOG("seed %#llx", (unsigned long long)self->seed);
	self->m = migrate_start(&plan);
	ASSERT_NE(NULL, self->m);
}

FIXTURE_TEARDOWN(replaced)
{
	migrate_end(self->m);
	wp_knobs_restore();
}

TEST_F(replaced, copy_equals_memory)
{
	ASSERT_EQ(0, migrate_run(self->m));
	EXPECT_EQ(0, migrate_compare(self->m));
	EXPECT_LT(self->m->sent, wp_slot_pages(self->m->slot) * (ROUNDS + 2));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	return test_harness_run(argc, argv);
}
