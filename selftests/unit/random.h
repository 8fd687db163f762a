/* SPDX-License-Identifier: GPL-2.0 */
/* Reproducible pseudo-random numbers. */
#ifndef UNIT_RANDOM_H
#define UNIT_RANDOM_H

#include "names.h"

/**
 * random_next() - get the next number of a sequence
 * @state:	State of the sequence; any initial value will do. Updated.
 *
 * A counter and a mixer of its bits, so that sequences from adjacent seeds are unrelated.
 *
 * Return: 64 bits.
 */
static inline u64 random_next(u64 *state)
{
	u64 x = *state += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

#endif /* UNIT_RANDOM_H */
