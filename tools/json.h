/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For programs: one JSON document.
 */
#ifndef WP_JSON_H
#define WP_JSON_H

#include <stdio.h>

#include "snapshot.h"

/**
 * wp_json_print() - print it all
 * @out:	Where to.
 * @snap:	What.
 */
void wp_json_print(FILE *out, const struct wp_snapshot *snap);

#endif
