/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A pass: one trip over a slot.  This is the only place that counts and traces
 * the work of a pass, so the events add up to the counters.
 */
#ifndef WP_PASS_H
#define WP_PASS_H

#include "vm.h"

/**
 * wp_pass_begin() - begin a pass
 * @pass:	The pass; @slot and @occasion are filled in.
 * @now_ns:	The time.
 *
 * Context: Any; kvm->slots_lock held.
 */
void wp_pass_begin(struct wp_pass *pass, u64 now_ns);

/**
 * wp_pass_add() - count and trace a batch of the pass
 * @pass:	The pass.
 * @start:	IPA at which the batch began.
 * @batch:	The batch, finished.  Its counters are moved to those of the
 *		occasion.
 *
 * Warns, once, if verification found an error.
 *
 * Context: Any; kvm->slots_lock held.  Better without mmu_lock, for which a
 * vCPU may be waiting.
 */
void wp_pass_add(struct wp_pass *pass, phys_addr_t start,
		 struct wp_batch *batch);

/**
 * wp_pass_end() - end a pass
 * @pass:	The pass; nothing happens if it has not begun, or keeps no sums.
 * @ret:	0 or a negative errno.
 *
 * Context: Any; kvm->slots_lock held, or nobody else uses the VM's record.
 */
void wp_pass_end(struct wp_pass *pass, int ret);

/**
 * wp_pass_flushed() - count and trace a TLB flush that KVM made for a slot
 * @slot:	The slot.
 * @occasion:	The pass after which KVM flushed.
 * @ns:		Duration of the flush in nanoseconds.
 *
 * Context: Any.
 */
void wp_pass_flushed(struct wp_slot *slot, enum wp_occasion occasion, u64 ns);

#endif /* WP_PASS_H */
