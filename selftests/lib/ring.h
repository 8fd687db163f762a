/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dirty rings: each vCPU lists the pages that it writes.
 */
#ifndef SELFTESTS_LIB_RING_H
#define SELFTESTS_LIB_RING_H

#include <stdint.h>

struct test_slot;
struct wp_vm;

/* KVM's maximum, more than the number of pages of any guest here. */
#define WP_RING_ENTRIES	65536

/**
 * wp_ring_missing() - say why dirty rings with a bitmap are not available
 *
 * Return: a sentence for a SKIP line; NULL if they are available.
 */
const char *wp_ring_missing(void);

/**
 * wp_ring_harvest() - collect the new entries of all vCPUs' rings
 * @slot: a slot that is logged
 * @bitmap: the bits of @slot's pages in these entries are set; other bits stay
 *
 * Entries of other slots are marked as collected, too, and dropped.
 *
 * Return: number of entries of @slot; a page can have several.
 */
uint64_t wp_ring_harvest(const struct test_slot *slot, unsigned long *bitmap);

/**
 * wp_ring_reset() - have KVM write-protect the collected pages and free their
 * entries
 *
 * Return: number of entries freed.
 */
uint64_t wp_ring_reset(const struct wp_vm *wvm);

#endif
