// SPDX-License-Identifier: GPL-2.0
/*
 * Tests what the module must not do, and what it owes, when it handles the write
 * faults of slots that log. fault_test.c shows what it does. What the host can do
 * to the pages is tested by adversary_test.c and adversary_live_test.c.
 */
#include <errno.h>
#include <sys/mman.h>

#include "calls.h"
#include "fault.h"
#include "guest.h"
#include "harness.h"
#include "wp.h"

#define PAGES	256
#define RACES	8	/* lost ones, at least */

struct guest {
	struct wp_vm *wvm;
	struct test_slot *slot;
	unsigned long *bitmap;
};

static uint64_t dirty(const struct guest *guest)
{
	wp_dirty_get(guest->slot, guest->bitmap);
	return wp_bitmap_count(guest->slot, guest->bitmap);
}

/* All pages are mapped, and a round has protected them. */
static void guest_start(struct guest *guest)
{
	guest->wvm = wp_vm_create(2);
	guest->slot = wp_slot_add(guest->wvm, 1, WP_PAGES, WP_IPA, PAGES * wp_page_size(), 0);
	TEST_ASSERT(guest->slot, "no memory for the slot");
	guest->bitmap = wp_bitmap_alloc(guest->slot);
	wp_slot_write(guest->slot, 1);
	TEST_ASSERT(!wp_slot_log(guest->slot, true), "cannot switch the log on");
	wp_faults_ready();
	wp_faults_write(guest->slot, 2);
	TEST_ASSERT(dirty(guest) == PAGES, "not all pages are dirty");
}

static void guest_stop(struct guest *guest)
{
	wp_vm_destroy(guest->wvm);
	free(guest->bitmap);
}

FIXTURE(limits)
{
	struct guest guest;
	struct test_slot *slot;
};

FIXTURE_SETUP(limits)
{
	wp_knobs_restore();
	wp_faults_choose_fast();
	guest_start(&self->guest);
	self->slot = self->guest.slot;
}

FIXTURE_TEARDOWN(limits)
{
	guest_stop(&self->guest);
	wp_knobs_restore();
}

static int64_t fast(const struct _test_data_limits *self)
{
	return wp_stat(self->slot, "faults_fast");
}

/* Nothing else changes the table, so that no page faults twice. */
TEST_F(limits, one_fault_lets_the_guest_go_on)
{
	int64_t before = fast(self);

	wp_faults_write(self->slot, 3);
	EXPECT_EQ(before + PAGES, fast(self));
	EXPECT_EQ(PAGES, dirty(&self->guest));
}

TEST_F(limits, reads_make_nothing_writable)
{
	int64_t before = fast(self);

	wp_slot_read(self->slot);
	EXPECT_EQ(before, fast(self));
	EXPECT_EQ(0, dirty(&self->guest));
}

TEST_F(limits, left_to_kvm_without_log)
{
	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	wp_faults_write(self->slot, 3);
	EXPECT_EQ(0, wp_slot_check(self->slot, 3));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_faults_write(self->slot, 4);
	EXPECT_EQ(PAGES, dirty(&self->guest));
	EXPECT_EQ(0, wp_slot_check_host(self->slot, 4));
}

/* One word in each page, from two vCPUs at a time, in the same order. */
static void write_both(struct _test_data_limits *self, uint64_t salt)
{
	struct wp_call call = wp_slot_call(self->slot, wp_guest_write, salt);

	wp_call_start(self->guest.wvm, 0, &call);
	wp_call_start(self->guest.wvm, 1, &call);
	wp_call_join(self->guest.wvm, 0);
	wp_call_join(self->guest.wvm, 1);
}

/* What the module calls for one page: before 6.5 KVM had no flush of one CPU. */
static struct wp_calls *count_flushes(void)
{
	struct wp_calls *calls = wp_calls_open("__kvm_tlb_flush_vmid_ipa_nsh");

	return calls ? calls : wp_calls_open("__kvm_tlb_flush_vmid_ipa");
}

/*
 * Each page becomes writable once in each round.  A vCPU whose fault came at the
 * same time finds it writable, but its CPU may have the old permission in its
 * TLB.  QEMU walks the table again in this case and would not show a missing
 * flush, so count the flushes.
 */
TEST_F(limits, loser_of_race_flushes)
{
	struct wp_calls *flushes = count_flushes();
	int64_t before = fast(self), lost = 0;
	uint64_t round;

	if (!flushes)
		SKIP(return, "perf cannot count how often KVM flushes a page");
	for (round = 1; lost < RACES; round++) {
		write_both(self, round);
		EXPECT_EQ(PAGES, dirty(&self->guest));
		EXPECT_EQ(0, wp_slot_check_host(self->slot, round));
		lost = fast(self) - before - round * PAGES;
	}
	EXPECT_LE(fast(self) - before, wp_calls_read(flushes));
	TH_LOG("%lld of %lld faults came second", (long long)lost,
	       (long long)(fast(self) - before));
	wp_calls_close(flushes);
}

FIXTURE(unwritable)
{
	struct guest guest;
	struct wp_call call;
};

FIXTURE_VARIANT(unwritable)
{
	const char *fault;
};

FIXTURE_VARIANT_ADD(unwritable, left_to_kvm)
{
	.fault = "kvm",
};

FIXTURE_VARIANT_ADD(unwritable, fast)
{
	.fault = "fast",
};

FIXTURE_SETUP(unwritable)
{
	wp_knobs_restore();
	wp_faults_choose_fast();
	guest_start(&self->guest);
	ASSERT_EQ(0, wp_knob_set("fault", variant->fault));
	self->call = wp_slot_call(self->guest.slot, wp_guest_write, 3);
}

FIXTURE_TEARDOWN(unwritable)
{
	guest_stop(&self->guest);
	wp_knobs_restore();
}

/* The host's memory is read-only, so that KVM_RUN ends with EFAULT, every time. */
TEST_F(unwritable, guest_waits_for_the_host)
{
	struct test_slot *slot = self->guest.slot;
	struct wp_call read = self->call;
	int i;

	read.fn = wp_guest_read;
	ASSERT_EQ(0, mprotect(slot->hva, slot->size, PROT_READ));
	ASSERT_EQ(EFAULT, wp_call_errno(slot->wvm, 0, &self->call));
	/* Now with read-only leaves. */
	wp_call(slot->wvm, 1, &read);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(EFAULT, wp_call_errno(slot->wvm, 0, NULL));
	EXPECT_EQ(0, wp_slot_check_host(slot, 2));
	EXPECT_EQ(0, dirty(&self->guest));

	ASSERT_EQ(0, mprotect(slot->hva, slot->size, PROT_READ | PROT_WRITE));
	EXPECT_EQ(0, wp_call_errno(slot->wvm, 0, NULL));
	EXPECT_EQ(0, wp_slot_check_host(slot, 3));
	EXPECT_EQ(PAGES, dirty(&self->guest));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	wp_faults_require();
	return test_harness_run(argc, argv);
}
