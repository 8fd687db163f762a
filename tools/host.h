/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading the knobs and the file host.
 */
#ifndef STAT_HOST_H
#define STAT_HOST_H

#include "snapshot.h"

/**
 * stat_host_read() - read the knobs and the file host
 * @snap:	Receives knobs, host and page size.
 * @root:	The module's directory in debugfs.
 * @error:	Receives the reason on failure.
 *
 * Reads a knob from the module parameter if lockdown denies the file in
 * debugfs. Leaves out each knob or line that cannot be read. Without a page
 * size in host, the page size of this machine is used.
 *
 * Return: false if the page size in host is invalid.
 */
bool stat_host_read(struct stat_snapshot *snap, const char *root,
		    struct stat_error *error);

/**
 * stat_settings_free() - free a list of settings
 * @settings:	The list, or zeroes.
 */
void stat_settings_free(struct stat_settings *settings);

#endif
