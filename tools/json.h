/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output as a JSON document.
 */
#ifndef STAT_JSON_H
#define STAT_JSON_H

#include <stdio.h>

#include "snapshot.h"

/**
 * stat_json_print() - print a snapshot as one JSON document
 * @out:	The stream to print to.
 * @snap:	The snapshot.
 */
void stat_json_print(FILE *out, const struct stat_snapshot *snap);

#endif
