/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For node_exporter's textfile collector.
 */
#ifndef WP_PROMETHEUS_H
#define WP_PROMETHEUS_H

#include <stdio.h>

#include "snapshot.h"

/**
 * wp_prometheus_print() - print all metrics
 * @out:	Where to.
 * @snap:	What.
 */
void wp_prometheus_print(FILE *out, const struct wp_snapshot *snap);

#endif
