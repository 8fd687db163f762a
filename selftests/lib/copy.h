/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copies of a slot's memory, kept up to date by the dirty log alone.
 */
#ifndef SELFTESTS_LIB_COPY_H
#define SELFTESTS_LIB_COPY_H

#include <stdint.h>

struct test_slot;

/**
 * wp_copy_alloc() - allocate an all-zero copy
 * @slot: the slot
 *
 * Return: the copy; free it with wp_copy_free().
 */
uint8_t *wp_copy_alloc(const struct test_slot *slot);

/**
 * wp_copy_free() - free a copy
 * @slot: the slot
 * @copy: may be NULL
 */
void wp_copy_free(const struct test_slot *slot, uint8_t *copy);

/**
 * wp_copy_all() - copy every page of a slot
 * @slot: the slot; the guest may write it meanwhile
 * @copy: the slot's copy
 *
 * Return: number of pages copied.
 */
uint64_t wp_copy_all(const struct test_slot *slot, uint8_t *copy);

/**
 * wp_copy_dirty() - copy the pages that a dirty log lists
 * @slot: the slot; the guest may write it meanwhile
 * @copy: the slot's copy
 * @bitmap: the log; KVM must have write-protected its pages again, so that
 *     later writes appear in the next log
 *
 * Return: number of pages copied.
 */
uint64_t wp_copy_dirty(const struct test_slot *slot, uint8_t *copy, const unsigned long *bitmap);

/**
 * wp_copy_differs() - compare a slot's memory with its copy byte by byte
 * @slot: the slot
 * @copy: the slot's copy
 *
 * The first few pages that differ are printed on stderr.
 *
 * Return: number of pages that differ.
 */
uint64_t wp_copy_differs(const struct test_slot *slot, const uint8_t *copy);

#endif
