// SPDX-License-Identifier: GPL-2.0
/*
 * Tests write faults that the module handles itself, while the host takes pages
 * away between two rounds: it shares, frees, moves, protects or replaces them.
 * The guest's next write must reach the memory that the host has in mind, no
 * other memory, and the log.
 */
#include <poll.h>

#include "adversary.h"
#include "copy.h"
#include "fault.h"
#include "guest.h"
#include "harness.h"

#define PAGES	256
#define KINDS	3	/* of mappings, see touch_some() */

/*
 * enum moment - when the host takes the pages
 * @PROTECTED: a round has protected them, and the guest has not written since
 * @DIRTY: the guest has written to them, and the next round is to come
 * @BEFORE_LOG: before the log is on
 * @AFTER_LOG: a log has been on, and the module has recovered the blocks; then as BEFORE_LOG
 */
enum moment {
	PROTECTED,
	DIRTY,
	BEFORE_LOG,
	AFTER_LOG,
};

FIXTURE(adversary)
{
	struct wp_vm *wvm;
	struct adversary host;
	struct test_slot *slot;
	unsigned long *bitmap;
	uint8_t *copy;		/* the destination of a migration */
	uint64_t salt;		/* of the guest's latest writes */
};

FIXTURE_VARIANT(adversary)
{
	const struct adversary_ops *ops;
	enum moment moment;
};

#define VARIANT(name, when, suffix)					\
FIXTURE_VARIANT_ADD(adversary, name##_##suffix)				\
{									\
	.ops = &adversary_##name,					\
	.moment = when,							\
}

#define VARIANTS(name)							\
VARIANT(name, PROTECTED, protected);					\
VARIANT(name, DIRTY, dirty);						\
VARIANT(name, BEFORE_LOG, before_log)

VARIANTS(fork);
VARIANT(fork_huge, BEFORE_LOG, before_log);
VARIANT(fork_huge, AFTER_LOG, after_log);
VARIANTS(ksm);
VARIANTS(remap);
VARIANTS(protect);
VARIANTS(memslot);
VARIANTS(offline);
VARIANTS(swap);
VARIANTS(numa);
VARIANTS(collapse);
VARIANTS(uffd_wp);
VARIANTS(writeback);
VARIANTS(evict);
/* Last: a write to the zero page spoils all memory that is new after it. */
VARIANTS(discard);
VARIANT(discard_huge, BEFORE_LOG, before_log);
VARIANT(discard_huge, AFTER_LOG, after_log);
VARIANTS(free);
VARIANTS(uffd_missing);

/* A vCPU that faults for ever ends the test. */
static void write_all(struct _test_data_adversary *self)
{
	wp_faults_write(self->slot, ++self->salt);
}

static void log_on(struct _test_data_adversary *self)
{
	TEST_ASSERT(!wp_slot_log(self->slot, true), "cannot switch the log on");
	wp_faults_ready();
	wp_copy_all(self->slot, self->copy);
}

/* One round of a migration.  Returns the number of dirty pages. */
static uint64_t round_of(struct _test_data_adversary *self)
{
	wp_dirty_get(self->slot, self->bitmap);
	return wp_copy_dirty(self->slot, self->copy, self->bitmap);
}

static void touch(const struct _test_data_adversary *self, uint64_t first,
		  uint64_t (*fn)(struct wp_call *call))
{
	struct wp_call call = wp_slot_call(self->slot, fn, self->salt);

	call.ipa += first * wp_page_size();
	call.size -= first * wp_page_size();
	call.stride *= KINDS;
	wp_call(self->wvm, 0, &call);
}

/*
 * Stage 2 maps every third page read-only, whatever the host has there now, the
 * next ones writable, and the others not at all. A block stays whole only
 * without writes.
 */
static void touch_some(const struct _test_data_adversary *self)
{
	touch(self, 0, wp_guest_read);
	if (!self->host.ops->blocks)
		touch(self, 1, wp_guest_write);
}

static uint64_t pages_rewritten(const struct _test_data_adversary *self)
{
	return (wp_slot_pages(self->slot) - 1 + KINDS - 1) / KINDS;
}

/* The protectors see whole tables and blocks only before the log is on. */
static void choose_knobs(enum moment moment)
{
	wp_faults_choose_fast();
	if (moment < BEFORE_LOG)
		return;
	TEST_ASSERT(!wp_knob_set("prepare", "protect"), "cannot set prepare");
	TEST_ASSERT(!wp_knob_set("protector", "swap"), "cannot set protector");
}

static uint64_t size_for(enum moment moment)
{
	return moment >= BEFORE_LOG ? wp_block_size(2) : PAGES * wp_page_size();
}

FIXTURE_SETUP(adversary)
{
	const char *why = adversary_missing(variant->ops);

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	choose_knobs(variant->moment);
	self->wvm = wp_vm_create(1);
	adversary_start(&self->host, variant->ops, self->wvm, size_for(variant->moment));
	self->slot = self->host.slot;
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->copy = wp_copy_alloc(self->slot);
	write_all(self);
}

FIXTURE_TEARDOWN(adversary)
{
	if (self->copy)
		wp_copy_free(self->slot, self->copy);
	adversary_end(&self->host);
	wp_vm_destroy(self->wvm);
	free(self->bitmap);
	wp_knobs_restore();
}

static void take_pages(struct __test_metadata *_metadata, struct _test_data_adversary *self)
{
	self->host.ops->take(&self->host);
	ASSERT_LT(0, self->host.done) TH_LOG("the host has taken nothing");
	touch_some(self);
}

/* The guest can write to all pages when the log goes off, so nothing but the module recovers. */
static void recover(struct _test_data_adversary *self)
{
	log_on(self);
	write_all(self);
	TEST_ASSERT(!wp_slot_log(self->slot, false), "cannot switch the log off");
	while (wp_stat(self->slot, "recovered_tables") < 1)
		poll(NULL, 0, 10);
}

/* Almost all pages: the kernel may have touched a few for reasons of its own. */
static void expect_fast(struct __test_metadata *_metadata, struct _test_data_adversary *self)
{
	int64_t fast = wp_stat(self->slot, "faults_fast");
	uint64_t pages = wp_slot_pages(self->slot);

	write_all(self);
	EXPECT_LE(fast + pages - pages / 8, wp_stat(self->slot, "faults_fast"));
	EXPECT_EQ(pages, round_of(self));
}

/* A round, or switching the log on, protects what touch_some() has made. */
static void meet(struct __test_metadata *_metadata, struct _test_data_adversary *self,
		 enum moment moment)
{
	if (moment == AFTER_LOG)
		recover(self);
	if (moment >= BEFORE_LOG) {
		take_pages(_metadata, self);
		log_on(self);
		return;
	}
	log_on(self);
	expect_fast(_metadata, self);
	if (moment == DIRTY)
		write_all(self);
	take_pages(_metadata, self);
	if (moment == DIRTY)
		EXPECT_EQ(self->host.ops->drops_log ? pages_rewritten(self) :
						    wp_slot_pages(self->slot),
			  round_of(self));
}

static void expect_written(struct __test_metadata *_metadata, struct _test_data_adversary *self)
{
	EXPECT_EQ(0, wp_slot_check_host(self->slot, self->salt));
	EXPECT_EQ(0, wp_slot_check(self->slot, self->salt));
	EXPECT_EQ(wp_slot_pages(self->slot), round_of(self));
	EXPECT_EQ(0, wp_copy_differs(self->slot, self->copy));
}

TEST_F(adversary, write_arrives_where_it_must)
{
	meet(_metadata, self, variant->moment);
	write_all(self);
	EXPECT_EQ(0, adversary_wrong(&self->host));
	expect_written(_metadata, self);

	/* A page that KVM has handled is marked by the round after the next. */
	write_all(self);
	expect_written(_metadata, self);
	expect_fast(_metadata, self);
	EXPECT_EQ(0, adversary_wrong(&self->host));
	EXPECT_EQ(0, wp_copy_differs(self->slot, self->copy));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_TAKEOVER);
	wp_faults_require();
	return test_harness_run(argc, argv);
}
