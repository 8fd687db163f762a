// SPDX-License-Identifier: GPL-2.0
/*
 * Tests a guest whose stage-1 tables are in the logged slot. When the hardware
 * sets an access flag in such a table, it writes to guest memory: the log must
 * list the table's page.
 */
#include <asm/sysreg.h>

#include "copy.h"
#include "harness.h"
#include "processor.h"
#include "wp.h"

#define TABLES		24		/* last-level tables, a page each */
#define ENTRIES		512ULL		/* of each table */
#define GUEST_PAGE	4096ULL
#define TABLE_SPAN	(ENTRIES * GUEST_PAGE)
#define WINDOW		BIT_ULL(45)	/* VA with its own top-level entry */
#define VCPUS		2
#define ROUNDS		8

#define S1_TABLE	3ULL
#define S1_PAGE		(3ULL | 3ULL << 8 | (uint64_t)MT_NORMAL << 2)
#define S1_AF		BIT_ULL(10)
#define S1_ADDRESS	GENMASK(47, 12)
#define TCR_HA		BIT_ULL(39)
#define HAFDBS		GENMASK(3, 0)

FIXTURE(stage1)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	uint8_t *copy;
	unsigned long *bitmap;
	unsigned long *expected;
};

FIXTURE_VARIANT(stage1)
{
	const char *prepare;
	enum wp_backing backing;
};

FIXTURE_VARIANT_ADD(stage1, split_thp)
{
	.prepare = "split",
	.backing = WP_THP,
};

FIXTURE_VARIANT_ADD(stage1, protect_thp)
{
	.prepare = "protect",
	.backing = WP_THP,
};

FIXTURE_VARIANT_ADD(stage1, none_thp)
{
	.prepare = "none",
	.backing = WP_THP,
};

FIXTURE_VARIANT_ADD(stage1, split_pages)
{
	.prepare = "split",
	.backing = WP_PAGES,
};

/* The page of the slot that holds table @nth: scattered over two blocks. */
static uint64_t table_page(const struct test_slot *slot, uint64_t nth)
{
	return (nth * 89 + 7) % wp_slot_pages(slot);
}

static uint64_t table_ipa(const struct test_slot *slot, uint64_t nth)
{
	return slot->ipa + table_page(slot, nth) * wp_page_size();
}

static uint64_t *table(const struct test_slot *slot, uint64_t nth)
{
	return (uint64_t *)(slot->hva + table_page(slot, nth) * wp_page_size());
}

/*
 * Fill the last-level tables, all of whose entries map the first page of the
 * slot, and two tables above them, which the hardware does not write to.
 */
static void make_tables(const struct test_slot *slot)
{
	uint64_t *top = addr_gpa2hva(slot->wvm->vm, slot->wvm->vm->pgd);
	uint64_t *l1 = table(slot, TABLES), *l2 = table(slot, TABLES + 1), i;

	top[WINDOW >> 39] = table_ipa(slot, TABLES) | S1_TABLE;
	l1[0] = table_ipa(slot, TABLES + 1) | S1_TABLE;
	for (i = 0; i < TABLES; i++)
		l2[i] = table_ipa(slot, i) | S1_TABLE;
	for (i = 0; i < TABLES * ENTRIES; i++)
		table(slot, i / ENTRIES)[i % ENTRIES] = slot->ipa | S1_PAGE | S1_AF;
}

/*
 * Runs in the guest: enables hardware access flags; returns 0 if the CPU has
 * none.
 */
static uint64_t guest_use_hardware(struct wp_call *call)
{
	if (!(read_sysreg(id_aa64mmfr1_el1) & HAFDBS))
		return 0;
	write_sysreg(read_sysreg(tcr_el1) | TCR_HA, tcr_el1);
	isb();
	return 1;
}

static void guest_forget_translations(void)
{
	dsb(ish);
	asm volatile("tlbi vmalle1is" : : : "memory");
	dsb(ish);
	isb();
}

/*
 * Runs in the guest. @salt is the address of the last table but one; the guest
 * maps all tables.
 */
static uint64_t guest_clear_flags(struct wp_call *call)
{
	uint64_t *tables = (uint64_t *)call->salt, *entry, i, n;

	for (n = 0; n < TABLES; n++) {
		entry = (uint64_t *)(tables[n] & S1_ADDRESS);
		for (i = 0; i < ENTRIES; i++)
			WRITE_ONCE(entry[i], entry[i] & ~S1_AF);
	}
	guest_forget_translations();
	return 0;
}

static bool use_hardware(struct wp_vm *wvm)
{
	const struct wp_call call = { .fn = guest_use_hardware };
	bool has = true;
	int i;

	for (i = 0; i < wvm->nr_vcpus; i++)
		has = has && wp_call(wvm, i, &call);
	return has;
}

FIXTURE_SETUP(stage1)
{
	wp_knobs_restore();
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
	self->wvm = wp_vm_create(VCPUS);
	if (!use_hardware(self->wvm))
		SKIP(return, "the CPU has no hardware access flags");
	self->slot = wp_slot_add(self->wvm, 1, variant->backing, WP_IPA, 2 * wp_block_size(2), 0);
	self->copy = wp_copy_alloc(self->slot);
	self->bitmap = wp_bitmap_alloc(self->slot);
	self->expected = wp_bitmap_alloc(self->slot);
	wp_slot_write(self->slot, 1);
	make_tables(self->slot);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	wp_copy_all(self->slot, self->copy);
}

FIXTURE_TEARDOWN(stage1)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
	if (self->slot)
		wp_copy_free(self->slot, self->copy);
	free(self->bitmap);
	free(self->expected);
}

/* The log lists every @nth table, starting with the first, and nothing else. */
static void expect_logged(struct __test_metadata *_metadata, struct _test_data_stage1 *self,
			  uint64_t nth)
{
	uint64_t i;

	wp_bitmap_clear(self->slot, self->expected);
	for (i = 0; i < TABLES; i += nth)
		wp_bitmap_set(self->expected, table_page(self->slot, i));
	wp_dirty_get(self->slot, self->bitmap);
	EXPECT_EQ(0, wp_bitmap_diff(self->slot, self->expected, self->bitmap));
	wp_copy_dirty(self->slot, self->copy, self->bitmap);
	EXPECT_EQ(0, wp_copy_differs(self->slot, self->copy));
}

/*
 * The guest reads one word through every @nth table, which sets one flag in
 * each of them.
 */
static void read_by_tables(struct _test_data_stage1 *self, int cpu, uint64_t entry, uint64_t nth)
{
	const struct wp_call call = {
		.fn = wp_guest_read,
		.ipa = WINDOW + entry * GUEST_PAGE,
		.size = TABLES * TABLE_SPAN,
		.stride = nth * TABLE_SPAN,
	};

	wp_call(self->wvm, cpu, &call);
}

static uint64_t flags_set(const struct test_slot *slot)
{
	uint64_t i, n = 0;

	for (i = 0; i < TABLES * ENTRIES; i++)
		n += !!(table(slot, i / ENTRIES)[i % ENTRIES] & S1_AF);
	return n;
}

TEST_F(stage1, access_flag_updates_are_logged)
{
	const struct wp_call clear = {
		.fn = guest_clear_flags,
		.salt = table_ipa(self->slot, TABLES + 1),
	};
	uint64_t round, nth;

	for (round = 0; round < ROUNDS; round++) {
		nth = 1 + round % 4;
		wp_call(self->wvm, round % VCPUS, &clear);
		expect_logged(_metadata, self, 1);

		read_by_tables(self, (round / 2) % VCPUS, round * 31, nth);
		expect_logged(_metadata, self, nth);
		EXPECT_EQ((TABLES + nth - 1) / nth, flags_set(self->slot));
	}
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	return test_harness_run(argc, argv);
}
