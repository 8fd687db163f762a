// SPDX-License-Identifier: GPL-2.0
/* Models KVM's own changes of tables, each within one hold of the lock. */
#include "fail.h"
#include "kvm.h"
#include "machine.h"
#include "model.h"
#include "table.h"
#include "tlb.h"

static void set_entry(const struct entry *entry, u64 desc)
{
	entry->frame->refs += !!desc - !!*entry->ptep;
	unit_store(entry->ptep, desc, true);
	machine.synced = true;
}

/* Frees a table that no entry points to any more, and the tables below it. */
static void free_table(struct frame *frame, s8 level)
{
	unsigned int i;

	for (i = 0; i < PER_TABLE; i++)
		if (desc_is_table(frame->page[i], level))
			free_table(memory_at(desc_pa(frame->page[i])), level + 1);
	tlb_check_table(frame);
	frame->level = UNREACHABLE;
	frame->counted = false;
	frame->refs = 1;
	memory_free(frame);
}

static void forget_pages(u64 ipa, u64 size)
{
	unsigned int i, first, pages;

	for (i = 0; i < space.regions; i++) {
		pages = space_overlap(i, ipa, size, &first);
		if (pages)
			memset(&model[first], 0, pages * sizeof(*model));
	}
}

/* Clears an entry, flushes, and frees the tables below it. */
static void clear_entry(const struct entry *entry, u64 ipa)
{
	u64 old = *entry->ptep, size = SIZE(entry->level);

	ipa &= ~(size - 1);
	set_entry(entry, 0);
	if (old & DESC_VALID)
		tlb_flush(ipa, size);
	if (desc_is_table(old, entry->level))
		free_table(memory_at(desc_pa(old)), entry->level + 1);
	forget_pages(ipa, size);
}

/* Frees tables without entries, like stage2_unmap_walker() in hyp/pgtable.c. */
static void prune(const struct entry *entry, u64 ipa)
{
	struct entry parent;

	if (entry->frame == space.root || entry->frame->refs > 1)
		return;
	parent = table_lookup(ipa, entry->level - 1);
	clear_entry(&parent, ipa);
	prune(&parent, ipa);
}

static u64 new_table(void)
{
	struct frame *frame = memory_alloc(PAGE_SIZE, true);

	frame->counted = true;
	return desc_address(frame->pa) | DESC_TYPE | DESC_VALID;
}

/* Returns the entry for a leaf at @level, after adding the tables above it. */
static struct entry descend(u64 ipa, s8 level)
{
	struct entry entry = table_lookup(ipa, level);

	while (entry.level < level) {
		if (*entry.ptep)
			clear_entry(&entry, ipa);
		set_entry(&entry, new_table());
		entry = table_lookup(ipa, level);
	}
	return entry;
}

void kvm_map_page(unsigned int page, u64 desc)
{
	u64 ipa = space_ipa(page);
	struct entry entry;

	machine_lock(true);
	entry = descend(ipa, 3);
	if (*entry.ptep && (*entry.ptep ^ desc) & ~DESC_WRITE)
		clear_entry(&entry, ipa);
	set_entry(&entry, desc);
	model[page] = (struct page){ .desc = desc, .level = 3 };
	tlb_flush(ipa, PAGE_SIZE);
	machine_unlock();
}

void kvm_map_block(unsigned int page, s8 level, u64 desc, bool nt)
{
	u64 ipa = space_ipa(page);
	struct entry entry;
	unsigned int i;

	machine_lock(true);
	entry = descend(ipa, level);
	if (*entry.ptep)
		clear_entry(&entry, ipa);
	desc &= ~DESC_TYPE;
	set_entry(&entry, desc | (nt ? DESC_NT : 0));
	for (i = 0; i < SIZE(level) / PAGE_SIZE; i++)
		model[page + i] = (struct page){
			.desc = desc_of_page(desc, level, i),
			.level = level,
			.nt = nt,
		};
	machine_unlock();
}

void kvm_unmap_held(unsigned int page, unsigned int pages)
{
	unsigned int end = min(page + pages, space.pages);

	for (; page < end; page++) {
		u64 ipa = space_ipa(page);
		struct entry entry = table_lookup(ipa, 3);

		if (!*entry.ptep)
			continue;
		clear_entry(&entry, ipa);
		prune(&entry, ipa);
	}
}

void kvm_unmap(unsigned int page, unsigned int pages)
{
	machine_lock(true);
	kvm_unmap_held(page, pages);
	machine_unlock();
}

void kvm_allow_write(unsigned int page)
{
	struct entry entry = table_lookup(space_ipa(page), 3);

	if (entry.level < 3 || !(*entry.ptep & DESC_VALID))
		return;
	machine_lock(true);
	set_entry(&entry, *entry.ptep | DESC_WRITE);
	model[page].desc |= DESC_WRITE;
	machine_unlock();
}

void kvm_annotate(unsigned int page, s8 level, u64 value)
{
	u64 ipa = space_ipa(page) & ~(SIZE(level) - 1);
	struct entry entry = table_lookup(ipa, level);
	unsigned int i;

	if (*entry.ptep)
		return;
	machine_lock(true);
	entry = descend(ipa, level);
	set_entry(&entry, value);
	for (i = 0; i < SIZE(level) / PAGE_SIZE; i++)
		model[space_page(ipa) + i] = (struct page){ .desc = value, .level = level };
	machine_unlock();
}
