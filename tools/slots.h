/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of slots.
 */
#ifndef WP_SLOTS_H
#define WP_SLOTS_H

#include "snapshot.h"

/**
 * wp_slots_read() - read which slots there are
 * @snap:	Receives them, without what is in their stat files.
 * @from:	Which of them are wanted.
 * @error:	Receives why not.
 *
 * Return: false if the table cannot be read, or not to its end.
 */
bool wp_slots_read(struct wp_snapshot *snap, const struct wp_source *from,
		   struct wp_error *error);

/**
 * wp_slots_absent() - say that the module is not there
 * @root:	Its directory.
 * @error:	Receives it.
 *
 * Return: false, for the caller to return.
 */
bool wp_slots_absent(const char *root, struct wp_error *error);

#endif
