/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A copy of a slot's memory, kept up to date by the dirty log alone.
 */
#ifndef SELFTESTS_LIB_COPY_H
#define SELFTESTS_LIB_COPY_H

#include <stdint.h>

struct wp_slot;

/**
 * wp_copy_alloc() - room for a copy, all zero
 * @slot: the slot
 *
 * Return: to be given to wp_copy_free().
 */
uint8_t *wp_copy_alloc(const struct wp_slot *slot);

/**
 * wp_copy_free() - give it back
 * @slot: the slot
 * @copy: may be NULL
 */
void wp_copy_free(const struct wp_slot *slot, uint8_t *copy);

/**
 * wp_copy_all() - copy every page
 * @slot: the slot, which the guest may write meanwhile
 * @copy: its copy
 *
 * Return: pages copied.
 */
uint64_t wp_copy_all(const struct wp_slot *slot, uint8_t *copy);

/**
 * wp_copy_dirty() - copy what a log says is dirty
 * @slot: the slot, which the guest may write meanwhile
 * @copy: its copy
 * @bitmap: the log; KVM has protected these pages again, so that a write from now on is in the next
 *
 * Return: pages copied.
 */
uint64_t wp_copy_dirty(const struct wp_slot *slot, uint8_t *copy, const unsigned long *bitmap);

/**
 * wp_copy_differs() - compare a slot's memory with its copy to the byte
 * @slot: the slot
 * @copy: its copy
 *
 * The first few pages that differ are named on stderr.
 *
 * Return: how many pages differ.
 */
uint64_t wp_copy_differs(const struct wp_slot *slot, const uint8_t *copy);

#endif
