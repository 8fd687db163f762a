// SPDX-License-Identifier: GPL-2.0
/*
 * Does what contract_test does, for a level 1 block.
 *
 * KVM splits all of the block into pages if the cache has enough table pages
 * for that (513, if a table has 512 entries), even if the range is smaller. We
 * split only the range, as KVM does with fewer table pages. Both guarantee that
 * the range contains no block and that everything is mapped as before. In all
 * other cases the tables are identical.
 */
#include <errno.h>

#include "call.h"
#include "harness.h"
#include "wp.h"

#define MANUAL		(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET)
#define BLOCK_PAGES	((unsigned int)(wp_block_size(1) / wp_block_size(2)))

FIXTURE(contract_1g)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
};

FIXTURE_SETUP(contract_1g)
{
	const char *why = wp_block_missing(1, 1) ?: wp_eager_missing(wp_block_size(1));

	if (why)
		SKIP(return, "%s", why);
	wp_knobs_restore();
	self->wvm = wp_vm_create(1);
	vm_enable_cap(self->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, MANUAL);
	self->slot = wp_slot_add(self->wvm, 1, WP_HUGETLB_L1, 2 * wp_block_size(1) + WP_IPA,
				 wp_block_size(1), 0);
	if (!self->slot)
		SKIP(return, "no memory in blocks of level 1");
	ASSERT_EQ(0, wp_knob_set("prepare", "none"));
}

FIXTURE_TEARDOWN(contract_1g)
{
	wp_vm_destroy(self->wvm);
	wp_knobs_restore();
}

static void play_1g(struct _test_data_contract_1g *self, const char *takeover,
		    const struct wp_request *request, unsigned int pages, struct wp_outcome *out)
{
	const struct wp_call write = {
		.fn = wp_guest_write, .ipa = self->slot->ipa, .size = 8, .stride = 8,
	};
	struct wp_dump *dump;

	TEST_ASSERT(!wp_knob_set("takeover", takeover), "takeover=%s", takeover);
	wp_slot_forget(self->slot);
	wp_call(self->wvm, 0, &write);
	TEST_ASSERT(!wp_slot_log(self->slot, true), "log refused");
	dump = wp_dump_slot(self->slot);
	TEST_ASSERT(dump->nr == 1 && dump->leaf[0].level == 1, "no block of level 1");
	free(dump);
	out->passes = -wp_stat(self->slot, "passes");
	wp_call_kvm(self->wvm, "split", request, pages, out);
	out->passes += wp_stat(self->slot, "passes");
	out->dump[0] = wp_dump_slot(self->slot);
	TEST_ASSERT(!wp_slot_log(self->slot, false), "cannot switch the log off");
}

/* The bits of a descriptor except its address and its type. */
static uint64_t attributes(const struct wp_leaf *leaf)
{
	return (leaf->desc & ~WP_PTE_TABLE) - wp_pa(leaf);
}

/*
 * Count leaves that map something else than the original block did, and blocks
 * that overlap the range.
 */
static size_t wrong_leaves(const struct wp_dump *dump, const struct wp_request *request,
			   const struct test_slot *slot)
{
	const struct wp_leaf *first = &dump->leaf[0], *leaf;
	uint64_t mapped = 0, size;
	size_t i, n = 0;

	for (i = 0; i < dump->nr; i++, mapped += size) {
		leaf = &dump->leaf[i];
		size = leaf->level == 3 ? wp_page_size() : wp_block_size(leaf->level);
		n += leaf->ipa != slot->ipa + mapped ||
		     wp_pa(leaf) != wp_pa(first) + mapped ||
		     attributes(leaf) != attributes(first);
		n += leaf->level != 3 && leaf->ipa < request->ipa + request->size &&
		     leaf->ipa + size > request->ipa;
	}
	return n + (mapped != slot->size);
}

static void compare_1g(struct __test_metadata *_metadata, struct _test_data_contract_1g *self,
		       const struct wp_request *request, unsigned int pages)
{
	bool may_differ = pages > BLOCK_PAGES && request->size != self->slot->size;
	struct wp_outcome kvm, ours;

	play_1g(self, "0", request, pages, &kvm);
	play_1g(self, "1", request, pages, &ours);
	EXPECT_EQ(0, wp_outcomes_differ(request, &kvm, &ours));
	if (!may_differ) {
		EXPECT_EQ(kvm.left, ours.left) TH_LOG("%s", request->what);
		EXPECT_EQ(0, wp_dumps_differ(kvm.dump[0], ours.dump[0]))
			TH_LOG("%s", request->what);
	}
	if (!request->ret) {
		EXPECT_EQ(0, wrong_leaves(kvm.dump[0], request, self->slot));
		EXPECT_EQ(0, wrong_leaves(ours.dump[0], request, self->slot));
	}
	free(kvm.dump[0]);
	free(ours.dump[0]);
}

TEST_F(contract_1g, split)
{
	const uint64_t block = wp_block_size(2), ipa = self->slot->ipa;
	const struct wp_request all = { "all", ipa, self->slot->size, ENOMEM, true };
	const struct wp_request enough = { "all", ipa, self->slot->size, 0, true };
	const struct wp_request part = { "part", ipa + 5 * block + block / 2, block, 0, true };
	const struct wp_request starved = { "part", part.ipa, part.size, ENOMEM, true };

	compare_1g(_metadata, self, &all, 0);
	compare_1g(_metadata, self, &all, 1);
	compare_1g(_metadata, self, &all, 100);
	compare_1g(_metadata, self, &all, BLOCK_PAGES);
	compare_1g(_metadata, self, &enough, BLOCK_PAGES + 1);
	compare_1g(_metadata, self, &enough, BLOCK_PAGES + 3);
	compare_1g(_metadata, self, &starved, 2);
	compare_1g(_metadata, self, &part, 3);
	compare_1g(_metadata, self, &part, BLOCK_PAGES);
	compare_1g(_metadata, self, &part, BLOCK_PAGES + 1);
}

int main(int argc, char **argv)
{
	wp_call_kvm_require();
	return test_harness_run(argc, argv);
}
