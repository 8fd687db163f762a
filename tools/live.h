/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table, again and again.
 */
#ifndef WP_LIVE_H
#define WP_LIVE_H

#include "snapshot.h"

/**
 * wp_live() - show the table until told to stop
 * @from:	What is to be read.
 * @interval:	Between two refreshes, in nanoseconds.
 * @error:	Receives why it was not shown at all.
 *
 * Once it is shown, a module that goes is waited for.
 *
 * Return: false if it was not shown, or the terminal has gone.
 */
bool wp_live(const struct wp_source *from, unsigned long long interval,
	     struct wp_error *error);

#endif
