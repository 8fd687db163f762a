/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dirty rings: each vCPU lists the pages that it writes.
 */
#ifndef SELFTESTS_LIB_RING_H
#define SELFTESTS_LIB_RING_H

#include <stdint.h>

struct wp_slot;
struct wp_vm;

/* As many as KVM allows: more than any guest here has pages. */
#define WP_RING_ENTRIES	65536

/**
 * wp_ring_missing() - why there can be no dirty ring with a bitmap here
 *
 * Return: a sentence for a SKIP line, NULL when there can.
 */
const char *wp_ring_missing(void);

/**
 * wp_ring_harvest() - take what the rings of all vCPUs list, to be reset
 * @slot: a slot that is logged
 * @bitmap: gets the bits of its pages that are listed set; others stay
 *
 * Entries of other slots are taken, too, and forgotten.
 *
 * Return: entries taken of @slot; a page may have several.
 */
uint64_t wp_ring_harvest(const struct wp_slot *slot, unsigned long *bitmap);

/**
 * wp_ring_reset() - have KVM protect what has been harvested, and free these entries
 *
 * Return: entries freed.
 */
uint64_t wp_ring_reset(const struct wp_vm *wvm);

#endif
