/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Serves KVM's requests: splits and write-protects a range in KVM's place.
 * Hooks of struct kvm_arm_wp_hooks.
 */
#ifndef WP_REQUEST_H
#define WP_REQUEST_H

#include "kvm_arm_wp_shim.h"

/**
 * wp_request_protect() - hook: write-protect a range in KVM's place
 * @req:	The range.
 *
 * Context: kvm->slots_lock held, mmu_lock held for write.  KVM owes the flush.
 * Return: true if the range is protected; false to leave it to KVM, because
 * takeover is 0 or the slot has no record.
 */
bool wp_request_protect(struct kvm_arm_wp_request *req);

/**
 * wp_request_split() - hook: split the blocks of a range in KVM's place
 * @req:	The range.
 * @cache:	KVM's pages for tables.
 * @ret:	Receives the result that KVM's function returns, 0 or -ENOMEM.
 *
 * Context: kvm->slots_lock held, mmu_lock held for write.  No flush is owed.
 * Return: As wp_request_protect().
 */
bool wp_request_split(struct kvm_arm_wp_request *req,
		      struct kvm_mmu_memory_cache *cache, int *ret);

#endif /* WP_REQUEST_H */
