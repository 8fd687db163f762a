/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table on a terminal, refreshed until the user quits.
 */
#ifndef STAT_LIVE_H
#define STAT_LIVE_H

#include "snapshot.h"

/**
 * stat_live() - show the table and refresh it until the user quits
 * @source:	What to read.
 * @interval:	Time between two refreshes in nanoseconds.
 * @error:	Receives the reason if the table could not be shown at all.
 *
 * If the module is unloaded after the table was shown, waits until it is loaded
 * again.
 *
 * Return: false if the first reading failed, or the terminal has gone.
 */
bool stat_live(const struct stat_source *source, unsigned long long interval,
	       struct stat_error *error);

#endif
