/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parsing the file slots.
 */
#ifndef STAT_SLOTS_H
#define STAT_SLOTS_H

#include "snapshot.h"

/**
 * stat_slots_read() - read the list of slots
 * @snap:	Receives the slots, without their counters.
 * @source:	Which slots to take.
 * @error:	Receives the reason on failure.
 *
 * Return: false if the file cannot be read or parsed, or is truncated.
 */
bool stat_slots_read(struct stat_snapshot *snap,
		     const struct stat_source *source,
		     struct stat_error *error);

/**
 * stat_module_absent() - record that the module is not loaded
 * @root:	The module's directory in debugfs.
 * @error:	Receives the reason.
 *
 * Return: false, for the caller to return.
 */
bool stat_module_absent(const char *root, struct stat_error *error);

#endif
