/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Values that are computed from the counters of a slot.
 */
#ifndef STAT_SLOT_H
#define STAT_SLOT_H

#include "snapshot.h"

/**
 * enum stat_verdict - does the migration converge?
 * @STAT_UNDECIDED:	There are not yet two rounds to compare.
 * @STAT_CLEAN:		The guest wrote no page in the last round.
 * @STAT_CONVERGES:	It wrote fewer pages than in the round before.
 * @STAT_STEADY:	It wrote as many pages.
 * @STAT_GROWS:		It wrote more pages.
 */
enum stat_verdict {
	STAT_UNDECIDED,
	STAT_CLEAN,
	STAT_CONVERGES,
	STAT_STEADY,
	STAT_GROWS,
};

/**
 * enum stat_log - where a slot is between its log and its blocks
 * @STAT_LOG_UNKNOWN:	An older module does not report it.
 * @STAT_LOG_ON:	The log is on.
 * @STAT_LOG_PENDING:	The log is off, and blocks are still to be recovered.
 * @STAT_LOG_OFF:	The log is off, and no block is left to be recovered.
 */
enum stat_log {
	STAT_LOG_UNKNOWN,
	STAT_LOG_ON,
	STAT_LOG_PENDING,
	STAT_LOG_OFF,
};

/**
 * stat_slot_get() - get the value of a counter
 * @slot:	The slot.
 * @key:	The key of the counter.
 *
 * Return: the value, unknown if the stat file does not have the key.
 */
struct stat_amount stat_slot_get(const struct stat_slot *slot, const char *key);

/**
 * stat_slot_split() - get the progress of the latest prepare pass
 * @slot:	The slot.
 *
 * Return: pages processed; unknown if the module skipped every prepare of this
 * slot.
 */
struct stat_amount stat_slot_split(const struct stat_slot *slot);

/**
 * stat_slot_faults() - get the number of write faults
 * @slot:	The slot.
 *
 * Return: faults that the module or KVM handled; unknown if the stat file does
 * not have all of their counters.
 */
struct stat_amount stat_slot_faults(const struct stat_slot *slot);

/**
 * stat_slot_log() - get the state of the log
 * @slot:	The slot.
 *
 * Return: the state.
 */
enum stat_log stat_slot_log(const struct stat_slot *slot);

/**
 * stat_log_text() - get the word for a state of the log
 * @log:	The state.
 *
 * Return: the word; NULL if the state is unknown.
 */
const char *stat_log_text(enum stat_log log);

/**
 * stat_sum() - add two numbers
 * @a:		One number.
 * @b:		The other number.
 *
 * Return: the sum, limited to ULLONG_MAX; unknown if either number is unknown.
 */
struct stat_amount stat_sum(struct stat_amount a, struct stat_amount b);

/**
 * stat_percent() - compute a percentage
 * @part:	The part.
 * @of:		The whole, in the same unit.
 *
 * Return: 0 to 100; negative if @part is unknown or @of is 0.
 */
double stat_percent(struct stat_amount part, unsigned long long of);

/**
 * stat_slot_verdict() - compare the last two rounds of a slot
 * @slot:	The slot.
 *
 * Return: whether the migration converges.
 */
enum stat_verdict stat_slot_verdict(const struct stat_slot *slot);

#endif
