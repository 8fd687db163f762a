/* SPDX-License-Identifier: GPL-2.0 */
/* Physical memory that tables are made of: pages with an address and a reference count. */
#ifndef UNIT_MEMORY_H
#define UNIT_MEMORY_H

#include "names.h"

/* Level of a page that no entry points to. */
#define UNREACHABLE	((s8)-2)

/**
 * struct frame - a page, or the pages of a start-level table
 * @page:	Its content; a block of its own for the sanitizer, in which a step beyond the end
 *		is found.
 * @pa:		Its physical address, anywhere in the address space.
 * @bytes:	PAGE_SIZE, but for the start-level table.
 * @refs:	References; 1 when allocated.
 * @counted:	It is accounted for as a page-table page of KVM's.
 * @level:	Level as a table, or UNREACHABLE.
 * @ipa:	First IPA that it maps, if it is reachable.
 * @next:	The next one in its bucket.
 */
struct frame {
	kvm_pte_t *page;
	u64 pa;
	size_t bytes;
	int refs;
	bool counted;
	s8 level;
	u64 ipa;
	struct frame *next;
};

/**
 * memory_reset() - begin with no memory
 * @seed:	Where pages will be, and what they will contain.
 * @pa_bits:	Size of the physical address space.
 *
 * What is still there from before is freed.
 */
void memory_reset(u64 seed, unsigned int pa_bits);

/**
 * memory_alloc() - allocate a page
 * @bytes:	PAGE_SIZE, or the size of a start-level table.
 * @zero:	Whether it contains zeroes; else every bit of it is set, so that an entry that was
 *		not written maps something.
 *
 * Return: the frame, with one reference.
 */
struct frame *memory_alloc(size_t bytes, bool zero);

/**
 * memory_free() - give a page back
 * @frame:	A frame with one reference that is unreachable.
 */
void memory_free(struct frame *frame);

/**
 * memory_find() - the frame that a pointer leads into
 * @pointer:	Any pointer.
 *
 * Return: the frame, or NULL.
 */
struct frame *memory_find(const void *pointer);

/**
 * memory_at() - the frame at a physical address
 * @pa:		The address.
 *
 * Return: the frame; what is elsewhere is a finding.
 */
struct frame *memory_at(u64 pa);

/**
 * memory_frames() - how many frames there are
 *
 * Return: the number, with the start-level table as one.
 */
unsigned int memory_frames(void);

#endif /* UNIT_MEMORY_H */
