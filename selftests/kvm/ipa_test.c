// SPDX-License-Identifier: GPL-2.0
/*
 * Tests address spaces of all sizes that KVM offers: tables that start at each
 * level, single or up to 16 concatenated. Slots lie at the bottom, at the top
 * and across the middle. The middle is the border between two tables if several
 * are concatenated.
 */
#include "harness.h"
#include "migrate.h"

#define BLOCKS		2
#define ROUNDS		2
#define MAX_TABLES_BITS	4	/* architectural limit of concatenated tables */

FIXTURE_VARIANT(ipa)
{
	unsigned int bits;	/* 0: the host's maximum, if above 51 */
};

FIXTURE(ipa)
{
	unsigned int bits;
};

/*
 * With 4 KiB pages: 4 and 16 tables of level 2, 2 and 16 of level 1, 1 and 8 of
 * level 0.
 */
FIXTURE_VARIANT_ADD(ipa, bits_32)
{
	.bits = 32,
};

FIXTURE_VARIANT_ADD(ipa, bits_34)
{
	.bits = 34,
};

FIXTURE_VARIANT_ADD(ipa, bits_40)
{
	.bits = 40,
};

FIXTURE_VARIANT_ADD(ipa, bits_43)
{
	.bits = 43,
};

/*
 * With 16 KiB pages: 2 and 16 tables of level 1. 40 bits take 16 tables of
 * level 2.
 */
FIXTURE_VARIANT_ADD(ipa, bits_48)
{
	.bits = 48,
};

FIXTURE_VARIANT_ADD(ipa, bits_51)
{
	.bits = 51,
};

FIXTURE_VARIANT_ADD(ipa, largest)
{
	.bits = 0,
};

static bool is_emulated(void)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	unsigned int implementer = 1;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "CPU implementer : %x", &implementer) == 1)
			break;
	if (f)
		fclose(f);
	return !implementer;
}

/* Bits of an address that one table of a level covers. */
static unsigned int table_bits(int level)
{
	unsigned int page_shift = __builtin_ctzll(wp_page_size());

	return page_shift + (4 - level) * (page_shift - 3);
}

/*
 * The highest level number (at most 2, because level 2 maps blocks) that needs
 * no more concatenated tables than allowed.
 */
static int start_level(unsigned int bits)
{
	int level = 2;

	while (bits > table_bits(level) + MAX_TABLES_BITS)
		level--;
	return level;
}

static unsigned int tables(unsigned int bits)
{
	unsigned int one = table_bits(start_level(bits));

	return bits > one ? 1U << (bits - one) : 1;
}

static const char *missing(unsigned int bits)
{
	if (bits < 52 && bits == wp_ipa_limit())
		return "no IPA size above 51 bits";
	if (is_emulated() && wp_page_size() == 16384 && start_level(bits) == 0)
		return "QEMU starts no walk of 16 KiB tables at level 0";
	return wp_ipa_missing(bits);
}

FIXTURE_SETUP(ipa)
{
	const char *why;

	self->bits = variant->bits ?: wp_ipa_limit();
	why = variant->bits ? wp_ipa_missing(self->bits) : missing(self->bits);
	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
}

FIXTURE_TEARDOWN(ipa)
{
	wp_knobs_restore();
}

/*
 * Where a slot lies. A slot of one block adjoins it on each side, unless the
 * address space ends there.
 */
enum place {
	BOTTOM,
	MIDDLE,
	TOP,
	PLACES,
};

static uint64_t address(unsigned int bits, enum place place, uint64_t size)
{
	switch (place) {
	case BOTTOM:
		return 0;
	case MIDDLE:
		return BIT(bits - 1) - size / 2;
	default:
		return BIT(bits) - size;
	}
}

#define AT_PLACE	3	/* left neighbour, slot, right neighbour */
#define SLOTS		(PLACES * AT_PLACE)

struct space {
	struct wp_vm *wvm;
	struct test_slot *slot[SLOTS];
	struct wp_dump *before[SLOTS];
};

static void add(struct space *w, int nr, uint64_t ipa, uint64_t blocks)
{
	w->slot[nr] = wp_slot_add(w->wvm, nr + 1, WP_THP, ipa, blocks * wp_block_size(2), 0);
	wp_slot_keep_young(w->slot[nr]);
	wp_slot_write(w->slot[nr], 1);
}

static void populate(struct space *w, unsigned int bits)
{
	uint64_t block = wp_block_size(2), size = BLOCKS * block, ipa;
	int place, nr;

	w->wvm = wp_vm_create_ipa(1, bits);
	for (place = BOTTOM; place < PLACES; place++) {
		ipa = address(bits, place, size);
		nr = place * AT_PLACE;
		if (place != BOTTOM)
			add(w, nr, ipa - block, 1);
		add(w, nr + 1, ipa, BLOCKS);
		if (place != TOP)
			add(w, nr + 2, ipa + size, 1);
	}
}

static struct test_slot *slot_at(const struct space *w, enum place place)
{
	return w->slot[place * AT_PLACE + 1];
}

static void remember(struct space *w)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		if (w->slot[i])
			w->before[i] = wp_dump_slot(w->slot[i]);
}

/* Count the slots other than @but whose leaves changed. */
static int changed(struct space *w, const struct test_slot *but)
{
	int i, n = 0;

	for (i = 0; i < SLOTS; i++) {
		if (w->slot[i] && w->slot[i] != but)
			n += !wp_slot_unchanged(w->slot[i], w->before[i]);
		free(w->before[i]);
		w->before[i] = NULL;
	}
	return n;
}

/* With the log on: pages in order, all of them mapped, none writable. */
static void expect_pages(struct __test_metadata *_metadata, const struct test_slot *slot)
{
	struct wp_dump *dump = wp_dump_slot(slot);
	uint64_t pages = wp_slot_pages(slot);
	size_t i, out_of_place = 0;

	ASSERT_EQ(pages, dump->nr);
	EXPECT_EQ(pages, wp_dump_count(dump, 3, WP_PTE_VALID | WP_S2_R, WP_S2_W));
	for (i = 0; i < dump->nr; i++)
		out_of_place += dump->leaf[i].ipa != slot->ipa + i * wp_page_size();
	EXPECT_EQ(0, out_of_place);
	EXPECT_EQ(BLOCKS, wp_stat(slot, "splits_l2"));
	EXPECT_EQ(wp_served(pages), wp_stat(slot, "ptes_wp"));
	free(dump);
}

/*
 * A round lists exactly the pages that the guest wrote, and protects only
 * those.
 */
static void expect_round(struct __test_metadata *_metadata, const struct test_slot *slot)
{
	unsigned long *bitmap = wp_bitmap_alloc(slot), *expected = wp_bitmap_alloc(slot);
	struct wp_round was = wp_round_begin(slot);
	uint64_t n = wp_slot_write_nth(slot, 3, 1, expected);

	wp_dirty_get(slot, bitmap);
	EXPECT_EQ(0, wp_bitmap_diff(slot, expected, bitmap));
	EXPECT_EQ(0, wp_round_wrong(slot, &was, 1, n, n));
	EXPECT_EQ(0, wp_slot_check(slot, 1));
	EXPECT_EQ(0, wp_slot_check_host(slot, 1));
	free(bitmap);
	free(expected);
}

static void expect_root(struct __test_metadata *_metadata, const struct test_slot *slot,
			unsigned int bits)
{
	struct wp_dump *dump = wp_dump_slot(slot);

	EXPECT_EQ(BLOCKS, wp_dump_count(dump, 2, WP_S2_W, 0));
	EXPECT_EQ(bits, dump->ia_bits);
	EXPECT_EQ(start_level(bits), dump->start_level);
	TH_LOG("%u bits: starts at level %d, %u tables; this host offers %u bits", bits,
	       dump->start_level, tables(bits), wp_ipa_limit());
	free(dump);
}

TEST_F(ipa, log_of_one_slot)
{
	struct space w = {};
	enum place place;

	populate(&w, self->bits);
	expect_root(_metadata, slot_at(&w, TOP), self->bits);
	for (place = BOTTOM; place < PLACES; place++) {
		struct test_slot *slot = slot_at(&w, place);

		remember(&w);
		ASSERT_EQ(0, wp_slot_log(slot, true));
		expect_pages(_metadata, slot);
		expect_round(_metadata, slot);
		EXPECT_EQ(0, changed(&w, slot));
	}
	wp_vm_destroy(w.wvm);
}

static void migrate(struct __test_metadata *_metadata, unsigned int bits, enum place place)
{
	struct migrate_plan plan = {
		.nr_vcpus = 2,
		.backing = WP_THP,
		.size = migrate_size(8 * WP_MIB),
		.ipa_bits = bits,
		.rounds = ROUNDS,
	};
	struct migration *m;

	plan.ipa = address(bits, place, plan.size);
	m = migrate_start(&plan);
	ASSERT_NE(NULL, m);
	ASSERT_EQ(0, migrate_run(m));
	EXPECT_EQ(0, migrate_compare(m));
	EXPECT_EQ(wp_slot_blocks(m->slot, 2), wp_stat(m->slot, "splits_l2"));
	migrate_end(m);
}

TEST_F(ipa, migrates)
{
	migrate(_metadata, self->bits, MIDDLE);
	migrate(_metadata, self->bits, TOP);
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
