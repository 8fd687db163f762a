/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counters that this program knows.
 */
#ifndef STAT_COUNTERS_H
#define STAT_COUNTERS_H

#include <stddef.h>

/**
 * enum stat_kind - how the module combines two values of a counter
 * @STAT_SUM:	It adds them.
 * @STAT_MAX:	It takes the greater one.
 * @STAT_LAST:	It takes the newer one unless that is 0.
 * @STAT_NOW:	The value is the current state and does not add up over time.
 */
enum stat_kind {
	STAT_SUM,
	STAT_MAX,
	STAT_LAST,
	STAT_NOW,
};

/**
 * struct stat_counter - a counter
 * @key:	Its key in a stat file.
 * @kind:	How its values combine.
 */
struct stat_counter {
	const char *key;
	enum stat_kind kind;
};

/* In the order of printing; an entry without a key ends the list. */
extern const struct stat_counter stat_counters[];

/* The only format version of stat files that this program reads. */
extern const unsigned int stat_format_version;

/**
 * stat_counter_find() - find a counter by its key
 * @key:	A key in a stat file.
 *
 * Return: the counter, or NULL if only a newer module has it.
 */
const struct stat_counter *stat_counter_find(const char *key);

/**
 * stat_counter_help() - describe a counter
 * @key:	A key in a stat file.
 *
 * Return: the description in debugfs-doc/stat.md when this program was built,
 * or NULL if it had none.
 */
const char *stat_counter_help(const char *key);

#endif
