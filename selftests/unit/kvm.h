/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What KVM does to the tables on its own: faults, unmapping by the host, ownership. By the rules,
 * and on the model as well.
 */
#ifndef UNIT_KVM_H
#define UNIT_KVM_H

#include "space.h"

/**
 * kvm_map_page() - a fault maps a page
 * @page:	Which.
 * @desc:	Its descriptor. What maps the page now is broken first; a block is dissolved, with
 *		all its other pages unmapped.
 */
void kvm_map_page(unsigned int page, u64 desc);

/**
 * kvm_map_block() - a fault maps a block
 * @page:	Its first page; the block lies in the space.
 * @level:	1 or 2.
 * @desc:	What its first page would have as a descriptor, aligned as the block is.
 * @nt:		With bit nT.
 *
 * A table in its place goes, with all below it.
 */
void kvm_map_block(unsigned int page, s8 level, u64 desc, bool nt);

/**
 * kvm_unmap() - the host takes memory away
 * @page:	First page.
 * @pages:	How many. A block that reaches into the range goes whole.
 */
void kvm_unmap(unsigned int page, unsigned int pages);

/**
 * kvm_allow_write() - a fault gives the permission to write back
 * @page:	Which. Nothing happens unless it is mapped by a page.
 */
void kvm_allow_write(unsigned int page);

/**
 * kvm_annotate() - mark memory that is not mapped
 * @page:	Its first page.
 * @level:	2, for all of an area that has no table, or 3. Nothing happens where something is.
 * @value:	An invalid descriptor that is not 0.
 */
void kvm_annotate(unsigned int page, s8 level, u64 value);

#endif /* UNIT_KVM_H */
