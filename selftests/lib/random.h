/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers, for the host and the guest.
 */
#ifndef SELFTESTS_LIB_RANDOM_H
#define SELFTESTS_LIB_RANDOM_H

#include <stdint.h>

/**
 * wp_random() - get a random number
 * @state: the seed, not 0; updated
 *
 * xorshift: good enough to spread writes over all pages.
 */
static inline uint64_t wp_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

#endif
