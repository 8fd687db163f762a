/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KVM's own changes of tables: faults, unmapping by the host, ownership. They obey the rules, and
 * change the model as well.
 */
#ifndef UNIT_KVM_H
#define UNIT_KVM_H

#include "space.h"

/**
 * kvm_map_page() - a fault maps a page
 * @page:	Number of the page.
 * @desc:	Its descriptor.
 *
 * A present mapping is broken first. A block is dissolved, which unmaps its other pages.
 */
void kvm_map_page(unsigned int page, u64 desc);

/**
 * kvm_map_block() - a fault maps a block
 * @page:	Number of its first page; the block lies in one region.
 * @level:	1 or 2.
 * @desc:	Descriptor of its first page, with the alignment of the block.
 * @nt:		Whether the block has bit nT.
 *
 * Frees a table in its place, and the tables below that.
 */
void kvm_map_block(unsigned int page, s8 level, u64 desc, bool nt);

/**
 * kvm_unmap() - the host unmaps memory
 * @page:	Number of the first page.
 * @pages:	How many. A block that overlaps the range is unmapped as a whole.
 */
void kvm_unmap(unsigned int page, unsigned int pages);

/**
 * kvm_unmap_held() - the same, by a caller that holds the lock
 * @page:	As for kvm_unmap().
 * @pages:	As for kvm_unmap().
 */
void kvm_unmap_held(unsigned int page, unsigned int pages);

/**
 * kvm_allow_write() - a fault restores the write permission
 * @page:	Number of the page. Does nothing unless a page descriptor maps it.
 */
void kvm_allow_write(unsigned int page);

/**
 * kvm_annotate() - annotate memory that is not mapped
 * @page:	Number of its first page.
 * @level:	2, for an area without a table, or 3. Does nothing if the entry is not 0.
 * @value:	An invalid descriptor that is not 0.
 */
void kvm_annotate(unsigned int page, s8 level, u64 value);

#endif /* UNIT_KVM_H */
