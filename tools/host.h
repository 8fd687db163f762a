/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What holds for all VMs: the knobs, and the host.
 */
#ifndef WP_HOST_H
#define WP_HOST_H

#include "snapshot.h"

/**
 * wp_host_read() - read knobs and host
 * @snap:	Receives knobs, host and page size.
 * @root:	The module's directory.
 * @error:	Receives why not.
 *
 * Knobs that the kernel's lockdown has closed are read as module parameters.
 * Each is left out if it cannot be read; the page size is this machine's then.
 *
 * Return: false if there is a page size that makes no sense.
 */
bool wp_host_read(struct wp_snapshot *snap, const char *root,
		  struct wp_error *error);

/**
 * wp_settings_free() - forget knobs, or host
 * @settings:	What was read.
 */
void wp_settings_free(struct wp_settings *settings);

#endif
