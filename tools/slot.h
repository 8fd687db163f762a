/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the counters of a slot say.
 */
#ifndef WP_SLOT_H
#define WP_SLOT_H

#include "snapshot.h"

/**
 * enum wp_verdict - does a migration come to an end?
 * @WP_UNDECIDED:	There are no two rounds yet to compare.
 * @WP_CLEAN:		Nothing was written in the last one.
 * @WP_CONVERGES:	Less was written than in the round before.
 * @WP_STEADY:		As much was written.
 * @WP_GROWS:		More was.
 */
enum wp_verdict {
	WP_UNDECIDED,
	WP_CLEAN,
	WP_CONVERGES,
	WP_STEADY,
	WP_GROWS,
};

/**
 * wp_slot_get() - a counter of a slot
 * @slot:	The slot.
 * @key:	Its name.
 *
 * Return: its value, if the stat file had one.
 */
struct wp_amount wp_slot_get(const struct wp_slot *slot, const char *key);

/**
 * wp_slot_split() - how far the split is
 * @slot:	The slot.
 *
 * Return: pages that the last preparation has gone through; missing if there
 * was none, because the slot is always skipped.
 */
struct wp_amount wp_slot_split(const struct wp_slot *slot);

/**
 * wp_sum() - add two numbers
 * @a:		One of them.
 * @b:		The other.
 *
 * Return: the sum, or the largest number there is; missing if either is.
 */
struct wp_amount wp_sum(struct wp_amount a, struct wp_amount b);

/**
 * wp_percent() - how much of it is done
 * @part:	What is done.
 * @of:		All there is, in the same unit.
 *
 * Return: 0 to 100; negative if that cannot be said.
 */
double wp_percent(struct wp_amount part, unsigned long long of);

/**
 * wp_slot_verdict() - does a migration come to an end?
 * @slot:	The slot.
 *
 * Return: what its last two rounds say.
 */
enum wp_verdict wp_slot_verdict(const struct wp_slot *slot);

#endif
