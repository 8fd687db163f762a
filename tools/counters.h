/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counters that this program was built with.
 */
#ifndef WP_COUNTERS_H
#define WP_COUNTERS_H

#include <stddef.h>

/**
 * enum wp_kind - how two values of a counter combine
 * @WP_SUM:	They add up.
 * @WP_MAX:	The greater one counts.
 * @WP_LAST:	The newer one counts, if it is not 0.
 * @WP_NOW:	They tell how things are: the newer one counts.
 */
enum wp_kind {
	WP_SUM,
	WP_MAX,
	WP_LAST,
	WP_NOW,
};

/**
 * struct wp_counter - a counter
 * @key:	Its name in a stat file.
 * @kind:	How its values combine.
 */
struct wp_counter {
	const char *key;
	enum wp_kind kind;
};

/* In the order in which they are printed; the last one has no key. */
extern const struct wp_counter wp_counters[];

/* Format of the stat files that this program understands. */
extern const unsigned int wp_stat_version;

/**
 * wp_counter_find() - is it known?
 * @key:	A name in a stat file.
 *
 * Return: the counter, or NULL if a newer module has come up with it.
 */
const struct wp_counter *wp_counter_find(const char *key);

/**
 * wp_counter_help() - what it counts
 * @key:	A name in a stat file.
 *
 * Return: what debugfs-doc/stat.md had to say about it when this program was
 * built, or NULL.
 */
const char *wp_counter_help(const char *key);

#endif
