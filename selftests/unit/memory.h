/* SPDX-License-Identifier: GPL-2.0 */
/* Physical memory for tables: pages with an address and a reference count. */
#ifndef UNIT_MEMORY_H
#define UNIT_MEMORY_H

#include "names.h"

/* Level of a page that no entry points to. */
#define UNREACHABLE	((s8)-2)

/**
 * struct frame - a page, or the pages of a start-level table
 * @page:	Its content, in a heap block of its own, so that the sanitizer finds accesses
 *		beyond its end.
 * @pa:		Its physical address, anywhere in the address space.
 * @bytes:	PAGE_SIZE, except for the start-level table.
 * @refs:	References; 1 when allocated.
 * @counted:	It is accounted as a page-table page of KVM.
 * @adopted:	The module, and not KVM, has made a table of it.
 * @level:	Level as a table, or UNREACHABLE.
 * @ipa:	First IPA that it maps, if it is reachable.
 * @next:	Next frame in the hash bucket.
 */
struct frame {
	kvm_pte_t *page;
	u64 pa;
	size_t bytes;
	int refs;
	bool counted;
	bool adopted;
	s8 level;
	u64 ipa;
	struct frame *next;
};

/**
 * memory_reset() - free all memory and begin anew
 * @seed:	For the addresses of pages.
 * @pa_bits:	Size of the physical address space in bits.
 */
void memory_reset(u64 seed, unsigned int pa_bits);

/**
 * memory_alloc() - allocate a page
 * @bytes:	PAGE_SIZE, or the size of a start-level table.
 * @zero:	Fill it with 0; otherwise all bits are set, so that entries which the module does
 *		not write are valid.
 *
 * Return: the frame, with one reference.
 */
struct frame *memory_alloc(size_t bytes, bool zero);

/**
 * memory_free() - free a page
 * @frame:	An unreachable frame with one reference.
 */
void memory_free(struct frame *frame);

/**
 * memory_find() - find the frame that a pointer points into
 * @pointer:	Any pointer.
 *
 * Return: the frame, or NULL.
 */
struct frame *memory_find(const void *pointer);

/**
 * memory_at() - find the frame at a physical address
 * @pa:		The address.
 *
 * Return: the frame. Calls unit_fail() if there is none.
 */
struct frame *memory_at(u64 pa);

/**
 * memory_frames() - count the frames
 *
 * Return: the number of frames; the start-level table is one.
 */
unsigned int memory_frames(void);

#endif /* UNIT_MEMORY_H */
