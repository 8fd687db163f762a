/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output as metrics for node_exporter's textfile collector.
 */
#ifndef STAT_PROMETHEUS_H
#define STAT_PROMETHEUS_H

#include <stdio.h>

#include "snapshot.h"

/**
 * stat_prometheus_print() - print a snapshot as metrics
 * @out:	The stream to print to.
 * @snap:	The snapshot.
 */
void stat_prometheus_print(FILE *out, const struct stat_snapshot *snap);

#endif
