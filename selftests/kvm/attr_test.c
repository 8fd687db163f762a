// SPDX-License-Identifier: GPL-2.0
/*
 * Tests descriptors before and after a split: a page inherits every attribute
 * of its block except write permission, and maps the same memory.
 */
#include "harness.h"
#include "wp.h"

#define BLOCKS	4
/*
 * All bits except address, type, write permission (which we clear), the mark of
 * that, and the access flag (which hardware sets).
 */
#define ATTRIBUTES	(~(GENMASK(47, 12) | WP_PTE_TABLE | WP_S2_W | WP_S2_MARK | WP_S2_AF))
/*
 * KVM does not touch the table at commit in this mode, so the result of prepare
 * is visible.
 */
#define MANUAL	(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)

FIXTURE(attr)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
};

FIXTURE_VARIANT(attr)
{
	const char *prepare;
	enum wp_backing backing;
	uint32_t manual;
};

FIXTURE_VARIANT_ADD(attr, split_thp)
{
	.prepare = "split",
	.backing = WP_THP,
};

FIXTURE_VARIANT_ADD(attr, split_thp_no_commit)
{
	.prepare = "split",
	.backing = WP_THP,
	.manual = MANUAL,
};

FIXTURE_VARIANT_ADD(attr, protect_thp_no_commit)
{
	.prepare = "protect",
	.backing = WP_THP,
	.manual = MANUAL,
};

FIXTURE_VARIANT_ADD(attr, split_pages)
{
	.prepare = "split",
	.backing = WP_PAGES,
};

FIXTURE_VARIANT_ADD(attr, split_shared)
{
	.prepare = "split",
	.backing = WP_MEMFD,
};

FIXTURE_VARIANT_ADD(attr, protect_thp)
{
	.prepare = "protect",
	.backing = WP_THP,
};

FIXTURE_VARIANT_ADD(attr, protect_pages)
{
	.prepare = "protect",
	.backing = WP_PAGES,
};

FIXTURE_SETUP(attr)
{
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	if (variant->manual)
		vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, variant->manual);
	self->slot = wp_slot_add(self->wvm, 1, variant->backing, WP_IPA,
				 BLOCKS * wp_block_size(2), 0);
	ASSERT_EQ(0, wp_knob_set("prepare", variant->prepare));
}

FIXTURE_TEARDOWN(attr)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

static bool protects(const struct _fixture_variant_attr *variant)
{
	return !strcmp(variant->prepare, "protect");
}

static uint64_t leaf_size(const struct wp_leaf *leaf)
{
	return leaf->level == 3 ? wp_page_size() : wp_block_size(leaf->level);
}

/*
 * A page must have the mark if we took its permission. A page that was read-only
 * must not, as the host may not want it to be written to.
 */
static bool wrong_mark(const struct wp_leaf *child, const struct wp_leaf *parent, bool marks)
{
	bool lost = parent->desc & WP_S2_W && !(child->desc & WP_S2_W);

	return !(child->desc & WP_S2_MARK) == (lost && marks);
}

/*
 * Count pages in @after whose address or attributes differ from those of the
 * leaf in @before that mapped them.
 */
static size_t wrong_pages(const struct wp_dump *before, const struct wp_dump *after, uint64_t same,
			  bool marks)
{
	const struct wp_leaf *parent = before->leaf, *end = parent + before->nr;
	size_t i, n = 0;

	for (i = 0; i < after->nr; i++) {
		const struct wp_leaf *child = &after->leaf[i];

		while (parent < end && parent->ipa + leaf_size(parent) <= child->ipa)
			parent++;
		if (parent == end || child->level != 3 ||
		    (child->desc ^ parent->desc) & same || wrong_mark(child, parent, marks) ||
		    wp_pa(child) != wp_pa(parent) + (child->ipa - parent->ipa))
			n++;
	}
	return n;
}

/* Do we protect the leaves: in prepare, or in KVM's pass at commit? */
static bool we_protect(const struct _fixture_variant_attr *variant)
{
	return protects(variant) || (wp_takes_over() && !variant->manual);
}

/* Number of leaves that we protect, out of @writable. */
static int64_t ours(const struct _fixture_variant_attr *variant, uint64_t writable)
{
	return we_protect(variant) ? writable : 0;
}

/*
 * Splitting keeps write permission. Protecting, or KVM's pass at commit,
 * removes it.
 */
static void enable_and_compare(struct __test_metadata *_metadata, struct test_slot *slot,
			       const struct _fixture_variant_attr *variant)
{
	bool keeps_w = variant->manual && !protects(variant);
	uint64_t pages = wp_slot_pages(slot);
	struct wp_dump *before = wp_dump_slot(slot), *after;

	ASSERT_EQ(0, wp_slot_log(slot, true));
	after = wp_dump_slot(slot);
	EXPECT_EQ(pages, after->nr);
	EXPECT_EQ(0, wrong_pages(before, after, keeps_w ? ATTRIBUTES | WP_S2_W : ATTRIBUTES,
				 we_protect(variant)));
	EXPECT_EQ(pages, wp_dump_count(after, 3, WP_PTE_VALID | WP_S2_R, 0));
	if (!keeps_w)
		EXPECT_EQ(0, wp_dump_count(after, 3, WP_S2_W, 0));
	free(before);
	free(after);
}

TEST_F(attr, writable)
{
	wp_slot_write(self->slot, 1);
	enable_and_compare(_metadata, self->slot, variant);
	EXPECT_EQ(ours(variant, wp_slot_pages(self->slot)), wp_stat(self->slot, "ptes_wp"));
}

/* Read-only host memory gets read-only mappings. */
TEST_F(attr, read_only)
{
	struct wp_dump *before;

	memset(self->slot->hva, 1, self->slot->size);
	ASSERT_EQ(0, mprotect(self->slot->hva, self->slot->size, PROT_READ));
	wp_slot_read(self->slot);
	before = wp_dump_slot(self->slot);
	ASSERT_EQ(0, wp_dump_count(before, 2, WP_S2_W, 0) + wp_dump_count(before, 3, WP_S2_W, 0));
	if (variant->backing == WP_THP)
		ASSERT_EQ(BLOCKS, wp_dump_count(before, 2, WP_S2_R, WP_S2_W));
	free(before);

	enable_and_compare(_metadata, self->slot, variant);
	EXPECT_EQ(0, wp_stat(self->slot, "ptes_wp"));
}

/*
 * The guest reads half of the blocks and writes the other half: write
 * permission differs from leaf to leaf.
 */
TEST_F(attr, mixed)
{
	struct test_slot half = *self->slot;

	memset(self->slot->hva, 1, self->slot->size);
	half.size /= 2;
	ASSERT_EQ(0, mprotect(half.hva, half.size, PROT_READ));
	wp_slot_read(&half);
	half.ipa += half.size;
	wp_slot_write(&half, 1);
	enable_and_compare(_metadata, self->slot, variant);
	EXPECT_EQ(ours(variant, wp_slot_pages(&half)), wp_stat(self->slot, "ptes_wp"));
}

/*
 * The guest executes code in the first block only. If the hardware needs an
 * execute permission, only that block has it, and afterwards only the pages of
 * that block may have it.
 */
TEST_F(attr, executable)
{
	static const uint32_t code[] = { 0xd2800540 /* mov x0, #42 */, 0xd65f03c0 /* ret */ };
	struct wp_call call = { .fn = (void *)self->slot->ipa };

	wp_slot_write(self->slot, 1);
	memcpy(self->slot->hva, code, sizeof(code));
	__builtin___clear_cache((char *)self->slot->hva, (char *)self->slot->hva + sizeof(code));
	ASSERT_EQ(42, wp_call(self->wvm, 0, &call));

	enable_and_compare(_metadata, self->slot, variant);
	EXPECT_EQ(42, wp_call(self->wvm, 0, &call));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP);
	return test_harness_run(argc, argv);
}
