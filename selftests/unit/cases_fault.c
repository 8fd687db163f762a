// SPDX-License-Identifier: GPL-2.0
/* Tests of write faults, and of what other vCPUs do at the same time. */
#include "cases.h"
#include "core/strategy.h"
#include "fixture.h"
#include "kvm.h"
#include "machine.h"
#include "model.h"
#include "table.h"
#include "work.h"

/* Nobody but a pass may make a page writable again. */
#define READONLY(page) (fixture_leaf(page) & ~DESC_WRITE)

static void protect_all(void)
{
	struct work work = fixture_work(NULL, &wp_protector_inplace);

	work_protect(&work);
}

static void begin_protected(void)
{
	fixture_begin(2);
	fixture_map_pages(2);
	protect_all();
}

static bool is_writable(unsigned int page)
{
	return model[page].desc & DESC_WRITE;
}

static void end(void)
{
	space_mark(0, BIT_ULL(space.ia_bits));
	table_compare(0);
	fixture_end();
}

static void written_pages(void)
{
	unsigned int page;

	begin_protected();
	for (page = 0; page + 1 < space.pages; page += 7) {
		work_write(page);
		equal("writable", is_writable(page), true);
		equal("writable next to it", is_writable(page + 1), false);
	}
	protect_all();
	work_write(7);
	equal("writable in the next round", is_writable(7), true);
	end();
}

/* Pages that the host does not want to be written to, holes, blocks and annotations. */
static void left_alone(void)
{
	fixture_begin(3);
	kvm_map_page(0, READONLY(0));
	kvm_map_page(1, READONLY(1) | DESC_AF);
	kvm_annotate(2, 3, BIT(10));
	kvm_map_block(PER_TABLE, 2, fixture_leaf(PER_TABLE), false);
	protect_all();
	work_write(0);
	work_write(1);
	work_write(2);
	work_write(3);
	work_write(PER_TABLE + 5);
	work_write(2 * PER_TABLE);
	equal("read-only for the host", is_writable(0), false);
	end();
}

/* KVM's own handler keeps the bit that a pass has set; what it maps anew has none. */
static void after_kvm(void)
{
	begin_protected();
	kvm_allow_write(3);
	work_write(3);
	kvm_unmap(4, 1);
	kvm_map_page(4, READONLY(4));
	work_write(4);
	equal("read-only for the host", is_writable(4), false);
	protect_all();
	work_write(3);
	work_write(4);
	equal("read-only for the host", is_writable(4), false);
	end();
}

static void other_wins(void)
{
	work_write(5);
}

static void kvm_wins(void)
{
	kvm_allow_write(5);
}

static void mapped_readonly(void)
{
	kvm_unmap(5, 1);
	kvm_map_page(5, READONLY(5));
}

static void unmapped(void)
{
	kvm_unmap(5, 1);
}

static void used_by_hardware(void)
{
	*table_lookup(space_ipa(5), 3).ptep ^= DESC_AF;
	model[5].desc ^= DESC_AF;
}

static void meanwhile(void)
{
	static void (* const changes[])(void) = {
		other_wins, kvm_wins, mapped_readonly, unmapped, used_by_hardware,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		begin_protected();
		machine.meanwhile = changes[i];
		work_write(5);
		equal("the change happened", !machine.meanwhile, true);
		end();
	}
}

const struct unit_case cases_fault[] = {
	{ "write_fault_after_a_pass", written_pages },
	{ "write_fault_left_to_kvm", left_alone },
	{ "write_fault_after_kvm", after_kvm },
	{ "write_fault_with_changes_meanwhile", meanwhile },
	{}
};
