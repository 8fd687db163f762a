/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Holds of mmu_lock during which KVM makes requests.  All requests of one hold
 * are one batch.
 */
#ifndef WP_HOLD_H
#define WP_HOLD_H

#include <linux/types.h>

struct wp_hold;
struct wp_pass;

/**
 * wp_hold_open() - begin a batch for the first request of a hold
 * @hold:	The hold; its job names the VM.
 * @pass:	The pass that KVM makes; it begins here if it has not yet.
 * @start:	First IPA of the request.
 *
 * Context: kvm->slots_lock held, mmu_lock held for write.
 */
void wp_hold_open(struct wp_hold *hold, struct wp_pass *pass,
		  phys_addr_t start);

/**
 * wp_hold_close() - count the batch of a hold
 * @hold:	The hold; nothing happens if it is not open.
 * @pass:	The pass that KVM makes.
 * @end_ns:	Time at which the hold ended.
 *
 * Context: kvm->slots_lock held, or nobody else uses the VM's record.
 */
void wp_hold_close(struct wp_hold *hold, struct wp_pass *pass, u64 end_ns);

#endif /* WP_HOLD_H */
